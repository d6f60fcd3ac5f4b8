package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.network.InterfaceState;
import io.kvmguest.shell.CommandResult;
import java.util.List;

/** Asks for all interfaces. */
final class Interfaces {

    static final Question<List<InterfaceState>> QUESTION = new Question<>("ip addr show", Interfaces::read);

    private Interfaces() {}

    private static List<InterfaceState> read(CommandResult result) {
        if (!result.succeeded()) {
            throw Unanswered.by("its interfaces", result);
        }
        return InterfaceState.parse(result.stdout());
    }
}

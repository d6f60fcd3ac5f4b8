package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.CommandResult;

/** Asks a host for an answer by the guest's {@code ping}; the command succeeds if it came. */
final class Reach {

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private Reach() {}

    static Question<CommandResult> question(String host) {
        if (host.isBlank() || host.startsWith("-")) {
            throw new IllegalArgumentException("host must be an address or a name: " + Texts.quote(host));
        }
        // Several ping -c 1, because ping -c 3 waits for all three where the first was answered already.
        String ping = "ping -c 1 -W 1 " + Question.quote(host);
        return new Question<>(ping + " || " + ping + " || " + ping, Reach::read);
    }

    private static CommandResult read(CommandResult result) {
        if (result.exitStatus() == NOT_FOUND || result.exitStatus() == NOT_EXECUTABLE) {
            throw Unanswered.by("whom it can reach", result);
        }
        return result;
    }
}

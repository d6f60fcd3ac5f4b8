package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.network.IpFamily;
import io.kvmguest.network.RouteState;
import io.kvmguest.shell.CommandResult;
import java.util.List;

/** Asks for the routes of the main table. */
final class Routes {

    private Routes() {}

    /** Asks for the routes of one family; busybox and iproute2 show them only apart. */
    static Question<List<RouteState>> question(IpFamily family) {
        return new Question<>(
                "ip " + (family == IpFamily.V6 ? "-6" : "-4") + " route show", result -> read(result, family));
    }

    private static List<RouteState> read(CommandResult result, IpFamily family) {
        if (!result.succeeded()) {
            throw Unanswered.by("its routes", result);
        }
        return RouteState.parse(result.stdout(), family);
    }
}

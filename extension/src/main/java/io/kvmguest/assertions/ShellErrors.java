package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.assertions.Thing.Trait;
import io.kvmguest.shell.CommandResult;
import java.util.List;

/** What is said when a guest, named by the first parameter, is not as a {@link RootShellAssert} wants it. */
final class ShellErrors {

    private ShellErrors() {}

    /** The thing is not there. */
    static <A> FailureMessage shouldHave(String guest, Patience patience, Thing<A, ?> thing, A answer) {
        return shouldHave(
                guest, patience, thing.kind(), thing.name(), thing.instead().apply(answer));
    }

    /** Something is not there. */
    static FailureMessage shouldHave(String guest, Patience patience, String kind, String name, List<String> instead) {
        return expecting(guest)
                .line(patience.to("have " + kind + ":"))
                .quoted(name)
                .line(patience.but("there was:"))
                .values(instead);
    }

    /** The thing is there and otherwise than it should be. */
    static <A, I> FailureMessage shouldHaveTraits(
            String guest, Patience patience, Thing<A, I> thing, List<Trait<I>> traits, A answer) {
        return expecting(guest)
                .line(patience.to("have " + thing.kind() + ":"))
                .quoted(thing.name())
                .line("with:")
                .values(traits.stream().map(Trait::words).toList())
                .line(patience.but("it was:"))
                .values(thing.describe(answer));
    }

    /** Something is there that should not be. */
    static FailureMessage shouldNotHave(String guest, Patience patience, String kind, String name, List<String> found) {
        return expecting(guest)
                .line(patience.to("have no " + kind + ":"))
                .quoted(name)
                .line(patience.but("there was:"))
                .values(found);
    }

    static FailureMessage shouldBeActive(String guest, Patience patience, String unit, ServiceState service) {
        FailureMessage message = expecting(guest)
                .line(patience.to("have active service:"))
                .quoted(unit)
                .line(patience.but("it was:"))
                .value(service.describe());
        return service.status().isEmpty()
                ? message
                : message.line("systemctl status:").printed(Texts.tail(service.status()));
    }

    static FailureMessage shouldListen(
            String guest, Patience patience, String protocol, int port, List<String> others) {
        return expecting(guest)
                .line(patience.to("listen on:"))
                .value(protocol + " port " + port)
                .line(patience.but("it listened on:"))
                .values(others);
    }

    static FailureMessage shouldNotListen(
            String guest, Patience patience, String protocol, int port, List<String> found) {
        return expecting(guest)
                .line(patience.to("not listen on:"))
                .value(protocol + " port " + port)
                .line(patience.but("it listened on:"))
                .values(found);
    }

    static FailureMessage shouldReach(String guest, Patience patience, String host, CommandResult ping) {
        return expecting(guest)
                .line(patience.to("reach:"))
                .quoted(host)
                .line(patience.but("ping said:"))
                .printed(outputs(ping));
    }

    static FailureMessage shouldNotReach(String guest, Patience patience, String host, CommandResult ping) {
        return expecting(guest)
                .line(patience.to("be unable to reach:"))
                .quoted(host)
                .line(patience.but("ping said:"))
                .printed(outputs(ping));
    }

    static FailureMessage shouldRun(String guest, Patience patience, CommandResult result) {
        return CommandErrors.withOutputs(
                expecting(guest)
                        .line(patience.to("run with success:"))
                        .value(result.command())
                        .line(patience.but("it ended with exit status:"))
                        .value(CommandErrors.status(result.exitStatus())),
                result);
    }

    /** The guest could not answer the question. */
    static FailureMessage shouldTell(String guest, Unanswered unanswered) {
        return expecting(guest)
                .line("to tell " + unanswered.what() + ", but it cannot:")
                .values(unanswered.reason());
    }

    private static List<String> outputs(CommandResult result) {
        return Texts.tail((result.stdout() + "\n" + result.stderr())
                .lines()
                .filter(line -> !line.isBlank())
                .toList());
    }

    private static FailureMessage expecting(String guest) {
        return FailureMessage.of("Expecting:").value(guest);
    }
}

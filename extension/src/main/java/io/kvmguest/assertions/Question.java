package io.kvmguest.assertions;

import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Something one can ask a guest in a single exchange.
 *
 * @param script what the guest's {@code /bin/sh} runs; it has to work with busybox and with the big tools
 * @param answer how the answer is read; throws {@link Unanswered} when it is none
 */
record Question<T>(String script, Function<CommandResult, T> answer) {

    /** Asks a guest, now. */
    T ask(RootShell root) {
        return answer.apply(root.run(script));
    }

    /** Returns a word quoted for the shell. */
    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** The guest could not answer, for want of a tool for example; to ask again would not help. */
    static final class Unanswered extends RuntimeException {

        private final transient List<String> reason;

        private Unanswered(String what, List<String> reason) {
            super(what);
            this.reason = reason;
        }

        /** The answer is none. */
        static Unanswered by(String what, CommandResult result) {
            List<String> reason = new ArrayList<>();
            result.command().lines().forEach(reason::add);
            reason.add("ended with exit status " + CommandErrors.status(result.exitStatus()) + " and printed:");
            Texts.tail(result.stdout()).forEach(line -> reason.add("| " + line));
            Texts.tail(result.stderr()).forEach(line -> reason.add("| " + line));
            return new Unanswered(what, reason);
        }

        /** The guest is of a kind that has no answer. */
        static Unanswered because(String what, String reason) {
            return new Unanswered(what, List.of(reason));
        }

        /** Returns what was asked for, such as {@code its interfaces}. */
        String what() {
            return String.valueOf(getMessage());
        }

        List<String> reason() {
            return reason;
        }
    }
}

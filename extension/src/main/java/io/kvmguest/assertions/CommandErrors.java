package io.kvmguest.assertions;

import io.kvmguest.shell.CommandResult;
import java.util.List;

/** What is said when a command has not left behind what a {@link CommandResultAssert} wants. */
final class CommandErrors {

    private CommandErrors() {}

    static FailureMessage shouldHaveSucceeded(CommandResult actual) {
        return withOutputs(
                expecting(actual)
                        .line("to succeed but it ended with exit status:")
                        .value(status(actual.exitStatus())),
                actual);
    }

    static FailureMessage shouldHaveFailed(CommandResult actual) {
        return withOutputs(expecting(actual).line("to fail but it succeeded"), actual);
    }

    static FailureMessage shouldHaveStatus(CommandResult actual, int status) {
        return withOutputs(
                expecting(actual)
                        .line("to end with exit status:")
                        .value(status(status))
                        .line("but it ended with exit status:")
                        .value(status(actual.exitStatus())),
                actual);
    }

    static FailureMessage shouldHaveBeenKilledBy(CommandResult actual, Signal signal) {
        return withOutputs(
                expecting(actual)
                        .line("to be killed by:")
                        .value(signal + " (exit status " + signal.status() + ")")
                        .line("but it ended with exit status:")
                        .value(status(actual.exitStatus())),
                actual);
    }

    /** The stream is not exactly what was wanted. */
    static FailureMessage shouldHavePrinted(CommandResult actual, Stream stream, String wanted) {
        return withOutputs(
                expecting(actual).line("to have printed on " + stream + ":").printed(Texts.tail(wanted)), actual);
    }

    static FailureMessage shouldHavePrintedLines(CommandResult actual, List<String> wanted) {
        return withOutputs(
                expecting(actual)
                        .line("to have printed on " + Stream.STDOUT + " these lines:")
                        .values(wanted.stream().map(Texts::quote).toList()),
                actual);
    }

    static FailureMessage shouldContain(CommandResult actual, Stream stream, List<String> missing) {
        return withOutputs(
                expecting(actual)
                        .line("to have printed on " + stream + " a text that contains:")
                        .values(missing.stream().map(Texts::quote).toList()),
                actual);
    }

    static FailureMessage shouldNotContain(CommandResult actual, Stream stream, String text) {
        return withOutputs(
                expecting(actual).line("not to have printed on " + stream + ":").quoted(text), actual);
    }

    static FailureMessage shouldMatch(CommandResult actual, Stream stream, String regex) {
        return withOutputs(
                expecting(actual)
                        .line("to have printed on " + stream + " a text in which this is found:")
                        .value(regex),
                actual);
    }

    static FailureMessage shouldHavePrintedNothing(CommandResult actual, Stream stream) {
        return withOutputs(expecting(actual).line("to have printed nothing on " + stream), actual);
    }

    /** Returns an exit status with what a shell means by it. */
    static String status(int status) {
        if (status == 126) {
            return "126 (not executable)";
        }
        if (status == 127) {
            return "127 (command not found)";
        }
        return Signal.ofStatus(status)
                .map(signal -> status + " (killed by " + signal + ")")
                .orElse(Integer.toString(status));
    }

    private static FailureMessage expecting(CommandResult actual) {
        FailureMessage message = FailureMessage.of("Expecting command:").value(actual.command());
        return actual.guest().isEmpty() ? message : message.line("of " + actual.guest());
    }

    /** Adds both outputs, their ends if they are long. */
    static FailureMessage withOutputs(FailureMessage message, CommandResult actual) {
        printed(message.line("stdout:"), actual.stdout(), actual.stdoutBytes());
        return printed(message.line("stderr:"), actual.stderr(), actual.stderrBytes());
    }

    private static FailureMessage printed(FailureMessage message, String text, byte[] bytes) {
        return text.isEmpty() && bytes.length > 0
                ? message.value("(only line ends)")
                : message.printed(Texts.tail(text));
    }

    /** The streams of a command, by the names that all users know. */
    enum Stream {
        STDOUT("stdout"),
        STDERR("stderr");

        private final String text;

        Stream(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

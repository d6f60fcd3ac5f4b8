package io.kvmguest.assertions;

import io.kvmguest.console.Match;
import java.util.List;

/** What is said when a console has not printed what a {@link SerialConsoleAssert} wants. */
final class ConsoleErrors {

    private ConsoleErrors() {}

    /**
     * A text is missing.
     *
     * @param because what the console says of it: which guest, what it is doing, its last lines
     */
    static FailureMessage shouldHavePrinted(Patience patience, String wanted, String because) {
        return FailureMessage.of("Expecting console")
                .line(patience.toHave("printed:"))
                .value(wanted)
                .line("but:")
                .value(because);
    }

    static FailureMessage shouldHavePrintedInOrder(
            Patience patience, List<String> texts, List<String> found, String missing, String because) {
        FailureMessage message = FailureMessage.of("Expecting console")
                .line(patience.toHave("printed in this order:"))
                .values(texts.stream().map(Texts::quote).toList())
                .line("but it did not print:")
                .quoted(missing);
        if (!found.isEmpty()) {
            message.line("behind:").quoted(found.get(found.size() - 1));
        }
        return message.line("because:").value(because);
    }

    static FailureMessage shouldNotHavePrinted(Patience patience, String unwanted, Match match) {
        String before = match.before().substring(match.before().lastIndexOf('\n') + 1);
        return FailureMessage.of("Expecting console")
                .line(patience.isNone() ? "not to have printed:" : patience.to("not print:"))
                .value(unwanted)
                .line("but it did, " + Texts.duration(match.at()) + " after power-on:")
                .printed(Texts.tail(before + match.text()));
    }
}

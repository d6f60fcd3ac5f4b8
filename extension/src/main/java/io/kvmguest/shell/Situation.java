package io.kvmguest.shell;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import java.util.List;
import java.util.function.Supplier;

/** What an error message says about the guest at its end. */
final class Situation {

    private final ConsoleSubject subject;
    private final Supplier<List<ConsoleLine>> lastLines;

    /**
     * @param lastLines asked only when there is an error
     */
    Situation(ConsoleSubject subject, Supplier<List<ConsoleLine>> lastLines) {
        this.subject = subject;
        this.lastLines = lastLines;
    }

    /** Returns the guest's name, as a sentence begins with it. */
    String name() {
        return subject.name();
    }

    /** Returns indented lines, with a line feed in front of each. */
    String end() {
        StringBuilder text = new StringBuilder();
        if (!subject.doing().isEmpty()) {
            text.append("\n  It was ").append(subject.doing()).append('.');
        }
        List<ConsoleLine> lines = lastLines.get();
        if (lines.isEmpty()) {
            text.append("\n  The console is empty: the guest has printed nothing at all.");
        } else {
            text.append("\n  Last lines of the console:");
            for (ConsoleLine line : lines) {
                text.append("\n    | ").append(Words.line(line.text()));
            }
        }
        if (!subject.evidence().isEmpty()) {
            text.append("\n  Evidence: ").append(subject.evidence());
        }
        return text.toString();
    }
}

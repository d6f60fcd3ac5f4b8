package io.kvmguest.assertions;

import java.util.List;
import org.assertj.core.description.Description;
import org.assertj.core.error.DescriptionFormatter;
import org.assertj.core.error.ErrorMessageFactory;
import org.assertj.core.presentation.Representation;
import org.assertj.core.presentation.StandardRepresentation;

/** The text of a failed assertion in AssertJ's shape: a line that says what the indented lines below it are. */
final class FailureMessage implements ErrorMessageFactory {

    private final StringBuilder text = new StringBuilder();

    private FailureMessage() {}

    /** Starts a message with its first line, such as {@code Expecting command:}. */
    static FailureMessage of(String firstLine) {
        return new FailureMessage().line(firstLine);
    }

    /** Adds a line that is not indented. */
    FailureMessage line(String line) {
        text.append('\n').append(line);
        return this;
    }

    /** Adds a value, indented; each of its lines if it has several. */
    FailureMessage value(Object value) {
        return values(value.toString().lines().toList());
    }

    /** Adds a text that somebody asserted: quoted, so that its ends are seen. */
    FailureMessage quoted(String value) {
        return value(Texts.quote(value));
    }

    /** Adds indented lines, or that there is nothing. */
    FailureMessage values(List<String> lines) {
        if (lines.isEmpty()) {
            return values(List.of("(nothing)"));
        }
        lines.forEach(line -> text.append("\n  ").append(line));
        return this;
    }

    /** Adds lines that a guest printed, each behind a bar. */
    FailureMessage printed(List<String> lines) {
        return values(lines.stream().map(line -> "| " + line).toList());
    }

    @Override
    public String create(Description description, Representation representation) {
        return DescriptionFormatter.instance().format(description) + text;
    }

    @Override
    public String create(Description description) {
        return create(description, StandardRepresentation.STANDARD_REPRESENTATION);
    }

    @Override
    public String create() {
        return text.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

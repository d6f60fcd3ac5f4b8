package io.kvmguest.console;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words the message of an expectation that failed: who, what, how long, what it was doing, and the evidence. */
final class Failure {

    /** How many of the last lines a message quotes. */
    static final int QUOTED_LINES = 12;

    private final ConsoleSubject subject;
    private final StoredTranscript transcript;
    private final String wanted;
    private final StringBuilder message = new StringBuilder();

    private Failure(ConsoleSubject subject, StoredTranscript transcript, String wanted) {
        this.subject = subject;
        this.transcript = transcript;
        this.wanted = wanted;
    }

    static String timeout(
            ConsoleSubject subject,
            StoredTranscript transcript,
            String wanted,
            Duration timeout,
            boolean patternGotLost,
            @Nullable Mark earlier) {
        Failure failure = new Failure(subject, transcript, wanted);
        failure.message
                .append(subject.name())
                .append(" did not print ")
                .append(wanted)
                .append(" within ")
                .append(Spoken.duration(timeout))
                .append('.');
        if (patternGotLost) {
            failure.line("Matching the regular expression against one line took more than "
                    + Spoken.duration(Duration.ofNanos(Patience.MOST_NANOS_PER_LINE))
                    + " and was given up: does it repeat a repetition, such as (a+)+ ?");
        }
        return failure.rest(earlier);
    }

    static String ended(
            ConsoleSubject subject,
            StoredTranscript transcript,
            String wanted,
            Ending ending,
            @Nullable Duration waited,
            @Nullable Mark earlier) {
        Failure failure = new Failure(subject, transcript, wanted);
        failure.message.append(subject.name()).append(' ').append(ending.kind().verb());
        if (waited == null) {
            failure.message.append(" before ").append(wanted).append(" was awaited.");
        } else {
            failure.message
                    .append(" while ")
                    .append(wanted)
                    .append(" was awaited, after ")
                    .append(Spoken.duration(waited))
                    .append('.');
        }
        failure.line("Cause: " + ending.description() + ".");
        return failure.rest(earlier);
    }

    static String interrupted(ConsoleSubject subject, StoredTranscript transcript, String wanted, Duration waited) {
        Failure failure = new Failure(subject, transcript, wanted);
        failure.message
                .append("Interrupted after ")
                .append(Spoken.duration(waited))
                .append(" of waiting for ")
                .append(subject.name())
                .append(" to print ")
                .append(wanted)
                .append('.');
        return failure.rest(null);
    }

    static String interrupted(ByteWait wait, ConsoleSubject subject, StoredTranscript transcript, Duration waited) {
        Failure failure = new Failure(subject, transcript, wait.wanted());
        failure.message
                .append("Interrupted after ")
                .append(Spoken.duration(waited))
                .append(" while ")
                .append(wait.wanted())
                .append(" was awaited from ")
                .append(subject.name())
                .append('.');
        return failure.rest(null);
    }

    static String unsendable(ConsoleSubject subject, StoredTranscript transcript, String wanted, Ending ending) {
        Failure failure = new Failure(subject, transcript, wanted);
        failure.message
                .append(subject.name())
                .append(' ')
                .append(ending.kind().verb())
                .append(" and does not take ")
                .append(wanted)
                .append(" any more.");
        failure.line("Cause: " + ending.description() + ".");
        return failure.rest(null);
    }

    private void line(String line) {
        message.append("\n  ").append(line);
    }

    private String rest(@Nullable Mark earlier) {
        if (!subject.doing().isEmpty()) {
            line("It was " + subject.doing() + ".");
        }
        if (earlier != null) {
            line(wanted + " was printed earlier, " + Spoken.duration(transcript.timeOf(earlier.offset()))
                    + " after power-on (byte " + earlier.offset()
                    + "), but the cursor had passed it: what is expected is searched behind the last match.");
            line("Begin the search before it: fromPowerOn(), or from(mark) with a mark taken in time.");
        }
        quoteLastLines();
        if (!subject.evidence().isEmpty()) {
            line("Evidence: " + subject.evidence());
        }
        return message.toString();
    }

    private void quoteLastLines() {
        List<ConsoleLine> lines;
        try {
            lines = transcript.lastLines(QUOTED_LINES);
        } catch (UncheckedIOException e) {
            // The work directory of a console that was closed long ago may be gone.
            line("The recording of the console cannot be read any more: " + e.getCause());
            return;
        }
        if (transcript.length() == 0) {
            line("The console is empty: the guest has printed nothing at all since power-on.");
            line("Does its kernel log to the serial port? Its command line needs console=ttyS0.");
        } else if (lines.isEmpty()) {
            line("The console shows no text, only " + transcript.length() + " bytes of control characters and blanks.");
        } else {
            line("Last lines of the console:");
            for (ConsoleLine each : lines) {
                line("  | " + Spoken.line(each.text()));
            }
        }
    }
}

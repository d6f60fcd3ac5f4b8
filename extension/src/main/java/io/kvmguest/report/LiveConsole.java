package io.kvmguest.report;

import io.kvmguest.console.ConsoleLine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Prints the serial consoles of all guests as they come, line by line, with the seconds since power-on and the name of
 * the guest:
 *
 * <pre>
 *     4.812 debian-12 | [    0.000000] Linux version 6.1.0-40-cloud-amd64
 * </pre>
 *
 * Lines of several guests never mix, and no control character of a guest reaches the stream.
 */
public final class LiveConsole {

    private final PrintStream out;
    private int widestName;

    /** Prints to a stream, which stays open. */
    public LiveConsole(PrintStream out) {
        this.out = out;
    }

    /** Returns one that prints to standard output as it is now. */
    public static LiveConsole onStandardOutput() {
        return new LiveConsole(System.out);
    }

    /** Returns what prints the lines of one guest; it may be called from any thread. */
    public synchronized Consumer<ConsoleLine> of(String guest) {
        widestName = Math.max(widestName, guest.length());
        return line -> print(guest, line);
    }

    private synchronized void print(String guest, ConsoleLine line) {
        // One call, so that whoever else prints to this stream gets before or behind the line, not into it.
        out.println(seconds(line.at()) + " " + guest + " ".repeat(widestName - guest.length()) + " | "
                + Printable.of(line.text()));
        out.flush();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%9.3f", time.toMillis() / 1000.0);
    }
}

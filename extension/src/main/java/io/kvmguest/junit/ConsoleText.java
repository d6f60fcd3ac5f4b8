package io.kvmguest.junit;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.Transcript;
import io.kvmguest.report.Printable;
import io.kvmguest.report.ReportKeys;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a console has printed, for people. */
final class ConsoleText {

    /** Returns what gives the lines that were printed behind the cursor. */
    static Supplier<List<String>> lines(SerialConsole console) {
        Transcript transcript = console.transcript();
        Mark cursor = console.cursor();
        return () -> {
            try (Stream<ConsoleLine> lines = transcript.lines(cursor)) {
                return lines.map(line -> Printable.of(line.text()))
                        .filter(line -> !line.isBlank())
                        .toList();
            }
        };
    }

    /** Writes all of it: line by line, with the seconds since power-on. */
    static void write(SerialConsole console, Path file) throws IOException {
        try (Stream<ConsoleLine> lines = console.transcript().lines(Mark.POWER_ON);
                BufferedWriter text = Files.newBufferedWriter(file)) {
            for (Iterator<ConsoleLine> each = lines.iterator(); each.hasNext(); ) {
                ConsoleLine line = each.next();
                text.write(seconds(line.at()) + " | " + Printable.of(line.text()));
                text.newLine();
            }
        }
    }

    /** Returns how long each phase of a boot took, for a report entry. */
    static Map<String, String> phases(BootLog boot) {
        Map<String, String> entry = new LinkedHashMap<>();
        for (BootPhase phase : BootPhase.values()) {
            boot.duration(phase).ifPresent(time -> entry.put(ReportKeys.phase(phase), seconds(time)));
        }
        return entry;
    }

    /** Returns a time in seconds, with three decimals. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }

    private ConsoleText() {}
}

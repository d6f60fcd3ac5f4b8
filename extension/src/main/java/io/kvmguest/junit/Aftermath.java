package io.kvmguest.junit;

import io.kvmguest.report.ReportKeys;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the guests of a scope leave behind for people: evidence in the folders of the build, files and entries in JUnit's
 * report. Trouble with these is logged and fails no test.
 */
final class Aftermath {

    private static final Logger LOGGER = System.getLogger("io.kvmguest");

    private final ExtensionContext context;
    private final Settings.Keep keep;
    private boolean failed;
    private boolean concluded;

    Aftermath(ExtensionContext context, Settings.Keep keep) {
        this.context = context;
        this.keep = keep;
    }

    /**
     * Takes note of a failure. At the first one the evidence is saved at once, for the case that the end of the scope is
     * never reached; it is written anew at the end.
     */
    synchronized void failed(List<StartedGuest> guests) {
        boolean first = !failed;
        failed = true;
        if (first && keep == Settings.Keep.ON_FAILURE) {
            guests.forEach(this::save);
        }
    }

    /** Publishes what is left of a guest whose boot failed: what the boot itself saved. */
    void bootFailed(String guest, Path evidence) {
        if (!Files.isDirectory(evidence)) {
            return;
        }
        attempt(() -> {
            context.publishReportEntry(Map.of(ReportKeys.GUEST, guest, ReportKeys.EVIDENCE, evidence.toString()));
            try (Stream<Path> saved = Files.list(evidence)) {
                for (Path each : saved.filter(Files::isRegularFile).sorted().toList()) {
                    context.publishFile(
                            guest + "-" + each.getFileName(),
                            each.endsWith("console.log") || each.endsWith("console.cast")
                                    ? MediaType.APPLICATION_OCTET_STREAM // every byte of it
                                    : MediaType.TEXT_PLAIN_UTF_8,
                            file -> Files.copy(each, file));
                }
            }
        });
    }

    synchronized void conclude(List<StartedGuest> guests) {
        if (concluded) {
            return;
        }
        concluded = true;
        failed |= Failures.isFailed(context);
        guests.forEach(this::conclude);
    }

    /** Reports on a guest whose time ends before that of its scope. */
    synchronized void conclude(StartedGuest guest) {
        boolean wanted = keep == Settings.Keep.ALWAYS || (keep == Settings.Keep.ON_FAILURE && failed);
        boolean saved = wanted && save(guest);
        attempt(() -> publish(guest, saved));
    }

    /** Saves the frames of a method that failed. */
    void saveFrames(Networks networks, Path folder) {
        if (keep != Settings.Keep.NEVER) {
            boolean unused = attempt(() -> {
                Files.createDirectories(folder);
                networks.save(folder);
            });
        }
    }

    private boolean save(StartedGuest guest) {
        return attempt(() -> guest.running().saveEvidence(guest.evidence()));
    }

    private void publish(StartedGuest guest, boolean saved) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put(ReportKeys.GUEST, guest.name());
        entry.put(ReportKeys.IMAGE, guest.declaration().wanted().origin());
        entry.putAll(guest.running().report());
        if (saved) {
            entry.put(ReportKeys.EVIDENCE, guest.evidence().toString());
        }
        context.publishReportEntry(entry);
        context.publishFile(guest.name() + "-console.txt", MediaType.TEXT_PLAIN_UTF_8, file -> guest.running()
                .writeConsole(file));
        if (guest.declaration().wanted().isMachine()) {
            context.publishFile(guest.name() + "-qemu.txt", MediaType.TEXT_PLAIN_UTF_8, file -> guest.running()
                    .writeCommandLine(file));
        }
    }

    private interface Attempt {
        void make() throws IOException;
    }

    private static boolean attempt(Attempt attempt) {
        try {
            attempt.make();
            return true;
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "What a guest leaves behind could not be written: " + e);
            return false;
        }
    }
}

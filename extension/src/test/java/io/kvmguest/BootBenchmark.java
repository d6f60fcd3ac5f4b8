package io.kvmguest;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.Overlay;
import io.kvmguest.qemu.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures a cold boot to the proven root shell beside its floor: the same QEMU, started bare and watched by a loop that
 * reads bytes until the prompt. The runs of both are interleaved, for a machine's speed changes with the hour.
 */
final class BootBenchmark {

    /** The end of the prompt of both images. */
    private static final byte[] PROMPT = ":~# ".getBytes(StandardCharsets.US_ASCII);

    private static final int RUNS = 5;
    private static final double GOAL = 1.05;

    public static void main(String[] args) throws IOException, InterruptedException {
        BenchmarkReport report = report();
        for (String name : List.of("mini", "debian-12")) {
            Image image = ImageStore.standard().find(name);
            List<Double> ours = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                List<String> commandLine;
                long start = System.nanoTime();
                try (Guest guest = Guest.start(GuestSpec.of(name))) {
                    ours.add(secondsSince(start));
                    commandLine = guest.commandLine();
                }
                bare.add(bare(image, commandLine));
            }
            report.add(name + ": power-on to proven root shell", "s", ours, bare, Goal.ratioAtMost(GOAL));
        }
        report.finish(args);
    }

    /** Boots once unmeasured: the first guest of a JVM pays for loading classes, and it knows its QEMU. */
    private static BenchmarkReport report() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            return new BenchmarkReport(
                    "boot",
                    guest.accelerator().name().toLowerCase(Locale.ROOT),
                    String.valueOf(guest.qmp().execute("query-version")));
        }
    }

    private static double bare(Image image, List<String> commandLine) throws IOException, InterruptedException {
        Path directory = WorkDirectory.create();
        try {
            long start = System.nanoTime();
            if (image.disk().isPresent()) {
                Overlay.create(image.disk().get(), image.diskFormat(), directory.resolve(GuestBoot.overlayName(0)));
            }
            Process qemu = new ProcessBuilder(bareCommand(commandLine, directory))
                    .redirectErrorStream(true)
                    .start();
            try {
                readUntilPrompt(qemu.getInputStream());
                return secondsSince(start);
            } finally {
                qemu.destroyForcibly().waitFor();
            }
        } finally {
            WorkDirectory.delete(directory);
        }
    }

    /** What a bare machine does without. */
    private static final List<String> OURS = List.of(
            "socket,id=qmp", "chardev=qmp", "socket,id=channel", "virtio-serial-pci,id=channels", "virtserialport,");

    /** Returns the same machine with its console on standard output, without monitor and ports and without waiting for us. */
    private static List<String> bareCommand(List<String> commandLine, Path directory) {
        List<String> bare = new ArrayList<>();
        Path old = null;
        for (int i = 0; i < commandLine.size(); i++) {
            String word = commandLine.get(i);
            if (word.equals("-S")) {
                continue;
            }
            if (OURS.stream().anyMatch(word::startsWith)) {
                bare.remove(bare.size() - 1);
                continue;
            }
            if (word.startsWith("socket,id=console,path=")) {
                old = Path.of(word.substring("socket,id=console,path=".length(), word.indexOf(",server")))
                        .getParent();
                word = "stdio,id=console,signal=off";
            }
            bare.add(word);
        }
        String from = String.valueOf(old);
        return bare.stream()
                .map(word -> word.replace(from, directory.toString()))
                .toList();
    }

    private static void readUntilPrompt(InputStream console) throws IOException {
        int matched = 0;
        while (matched < PROMPT.length) {
            int b = console.read();
            if (b < 0) {
                throw new IOException("QEMU ended before the prompt");
            }
            matched = b == PROMPT[matched] ? matched + 1 : b == PROMPT[0] ? 1 : 0;
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private BootBenchmark() {}
}

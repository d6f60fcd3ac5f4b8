package io.kvmguest;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.Overlay;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures a cold boot to the proven root shell beside its floor: the same machine, started bare and watched by a loop
 * that reads bytes until the prompt. What our ports cost that machine, whose kernel has one device more to find, stands
 * in a row of its own. All runs are interleaved, for a machine's speed changes with the hour.
 */
final class BootBenchmark {

    /** The end of the prompt of both images. */
    private static final byte[] PROMPT = ":~# ".getBytes(StandardCharsets.US_ASCII);

    private record Subject(String image, int runs) {}

    /** A short boot is disturbed more by what else the machine does. */
    private static final List<Subject> SUBJECTS = List.of(new Subject("mini", 25), new Subject("debian-12", 5));

    private static final double GOAL = 1.05;

    public static void main(String[] args) throws IOException, InterruptedException {
        BenchmarkReport report = report();
        for (Subject subject : SUBJECTS) {
            String name = subject.image();
            Image image = ImageStore.standard().find(name);
            List<Double> ours = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            List<Double> withoutPorts = new ArrayList<>();
            for (int run = 0; run < subject.runs(); run++) {
                List<String> commandLine;
                long start = System.nanoTime();
                try (Guest guest = Guest.start(GuestSpec.of(name).boot(Boot.COLD))) {
                    ours.add(secondsSince(start));
                    commandLine = guest.commandLine();
                }
                bare.add(bare(image, commandLine, true));
                withoutPorts.add(bare(image, commandLine, false));
            }
            report.add(name + ": power-on to proven root shell", "s", ours, bare, Goal.ratioAtMost(GOAL));
            report.add(name + ": bare, with our ports and without", "s", bare, withoutPorts, Goal.none());
        }
        report.finish(args);
    }

    /** Boots once unmeasured: the first guest of a JVM pays for loading classes, and it knows its QEMU. */
    private static BenchmarkReport report() {
        try (Guest guest = Guest.start(GuestSpec.of("mini").boot(Boot.COLD))) {
            return new BenchmarkReport(
                    "boot",
                    guest.accelerator().name().toLowerCase(Locale.ROOT),
                    String.valueOf(guest.qmp().execute("query-version")));
        }
    }

    private static double bare(Image image, List<String> commandLine, boolean ports)
            throws IOException, InterruptedException {
        Path directory = WorkDirectory.create();
        try {
            long start = System.nanoTime();
            if (image.disk().isPresent()) {
                Overlay.create(image.disk().get(), image.diskFormat(), directory.resolve(TemplateFolder.diskName(0)));
            }
            Process qemu = new ProcessBuilder(bareCommand(commandLine, directory, ports))
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

    /** What a machine does without that is watched by a byte loop. */
    private static final List<String> MONITOR = List.of("socket,id=qmp", "chardev=qmp");

    private static final List<String> PORTS =
            List.of("socket,id=channel", "virtio-serial-pci,id=channels", "virtserialport,");

    /**
     * Returns the same machine with its console on standard output, without a monitor and without waiting for us.
     *
     * @param ports whether it has our ports, behind which is nobody then
     */
    private static List<String> bareCommand(List<String> commandLine, Path directory, boolean ports) {
        List<String> bare = new ArrayList<>();
        Path old = null;
        for (int i = 0; i < commandLine.size(); i++) {
            String word = commandLine.get(i);
            if (word.equals("-S")) {
                continue;
            }
            if (MONITOR.stream().anyMatch(word::startsWith)
                    || (!ports && PORTS.stream().anyMatch(word::startsWith))) {
                bare.remove(bare.size() - 1);
                continue;
            }
            if (word.startsWith("socket,id=console,path=")) {
                old = Path.of(word.substring("socket,id=console,path=".length(), word.indexOf(",server")))
                        .getParent();
                word = "stdio,id=console,signal=off";
            }
            if (word.startsWith("socket,id=channel")) {
                word = "null," + word.substring("socket,".length(), word.indexOf(",path="));
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

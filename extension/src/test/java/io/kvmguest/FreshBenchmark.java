package io.kvmguest;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.console.SerialLine;
import io.kvmguest.image.CacheDirectory;
import io.kvmguest.qemu.Beginning;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.TemplateStore;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.RootShellState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how long a test waits for a guest of its own: from asking to the proven root shell. The floor starts the same QEMU
 * on the same template, and has its shell compute a sum, by bytes on its socket.
 */
final class FreshBenchmark {

    private static final int RUNS = 20;
    private static final int COLD_BOOTS = 3;

    /** A clone takes at most this part of a cold boot. */
    private record Subject(String image, int part) {}

    private static final List<Subject> SUBJECTS = List.of(new Subject("mini", 15), new Subject("debian-12", 100));

    public static void main(String[] args) throws IOException {
        BenchmarkReport report = null;
        for (Subject subject : SUBJECTS) {
            GuestSpec spec = GuestSpec.of(subject.image());
            List<Double> cold = new ArrayList<>();
            for (int i = 0; i < COLD_BOOTS; i++) {
                cold.add(ask(spec.boot(Boot.COLD)));
            }
            double unused = ask(spec); // builds the template
            TemplateFolder template =
                    TemplateStore.in(CacheDirectory.standard()).all().get(0);
            List<Double> clones = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                clones.add(ask(spec));
                bare.add(bare(template));
            }
            if (report == null) {
                report = report();
            }
            double[] sorted = cold.stream().mapToDouble(each -> each).sorted().toArray();
            report.add(subject.image() + ": a fresh guest", "s", clones, bare, Goal.ratioAtMost(1.3));
            report.add(
                    subject.image() + ": a fresh guest, beside a cold boot",
                    "s",
                    clones,
                    Goal.atMost(sorted[sorted.length / 2] / subject.part()));
            report.add(subject.image() + ": a cold boot", "s", cold, Goal.none());
        }
        if (report != null) {
            report.finish(args);
        }
    }

    private static BenchmarkReport report() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            return new BenchmarkReport(
                    "fresh",
                    guest.accelerator().name().toLowerCase(Locale.ROOT),
                    String.valueOf(guest.qmp().execute("query-version")));
        }
    }

    private static double ask(GuestSpec spec) {
        long start = System.nanoTime();
        try (Guest guest = Guest.start(spec)) {
            return guest.isAlive() ? (System.nanoTime() - start) / 1e9 : Double.NaN;
        }
    }

    private static double bare(TemplateFolder template) throws IOException {
        long start = System.nanoTime();
        Path work = WorkDirectory.create();
        RootShellState state = RootShellState.of(template.facts());
        try (QemuProcess qemu = QemuProcess.start(
                template.machine(work),
                work,
                Beginning.clone(template.memory(), template.devices(), true, state.channels()))) {
            qemu.restore();
            SerialLine port = qemu.channels().get(0);
            byte[] question = "echo $((20000+22222))\n".getBytes(StandardCharsets.US_ASCII);
            port.write(question, 0, question.length);
            qemu.resume();
            byte[] answer = new byte[256];
            int length = 0;
            while (length == 0 || answer[length - 1] != '\n') {
                length += port.read(answer, length, answer.length - length);
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private FreshBenchmark() {}
}

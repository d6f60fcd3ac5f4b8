package io.kvmguest;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.image.CacheDirectory;
import io.kvmguest.qemu.Beginning;
import io.kvmguest.qemu.HostMemory;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.TemplateStore;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.BareAwakening;
import io.kvmguest.shell.RootShellState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures how long a test waits for a guest of its own: from asking to the proven root shell. The floor starts the same QEMU
 * on the same template, says the same to its sockets and waits for the same answers, with nothing in between.
 */
final class FreshBenchmark {

    private static final int RUNS = 20;
    private static final int COLD_BOOTS = 3;
    private static final int MANY = 1000;
    private static final int AT_ONCE = 50;
    private static final int JVMS = 5;

    /** A clone takes at most this part of a cold boot. */
    private record Subject(String image, int part, Class<?> methods) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject("mini", 15, FreshMethods.OnMini.class),
            new Subject("debian-12", 100, FreshMethods.OnDebian.class));

    private final BenchmarkReport report;

    private FreshBenchmark(BenchmarkReport report) {
        this.report = report;
    }

    public static void main(String[] args) throws Exception {
        FreshBenchmark benchmark = new FreshBenchmark(begin());
        double cold = Double.NaN;
        for (Subject each : SUBJECTS) {
            cold = benchmark.one(each);
        }
        benchmark.hundredMethods(cold);
        benchmark.coldJvm();
        benchmark.manyAtOnce();
        benchmark.manyInARow();
        benchmark.report.finish(args);
    }

    private static BenchmarkReport begin() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            return new BenchmarkReport(
                    "fresh",
                    guest.accelerator().name().toLowerCase(Locale.ROOT),
                    String.valueOf(guest.qmp().execute("query-version")));
        }
    }

    private static void say(String what) {
        System.err.println("... " + what);
    }

    private double one(Subject subject) throws IOException {
        String image = subject.image();
        say(image + ": " + COLD_BOOTS + " cold boots, " + RUNS + " clones, " + RUNS + " methods of a test class");
        GuestSpec spec = GuestSpec.of(image);
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
        report.add(image + ": a fresh guest", "s", clones, bare, Goal.ratioAtMost(1.3));
        report.add(
                image + ": a fresh guest, beside a cold boot",
                "s",
                clones,
                Goal.atMost(BenchmarkReport.median(cold) / subject.part()));
        report.add(image + ": a cold boot", "s", cold, Goal.none());
        FreshMethods.WAITED.clear();
        FreshMethods.run(subject.methods(), RUNS);
        report.add(image + ": one that was made ready", "s", List.copyOf(FreshMethods.WAITED), Goal.atMost(0.030));
        return BenchmarkReport.median(cold);
    }

    private static double ask(GuestSpec spec) {
        long start = System.nanoTime();
        try (Guest guest = Guest.start(spec)) {
            return guest.isAlive() ? secondsSince(start) : Double.NaN;
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
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
            BareAwakening awakening = new BareAwakening(qemu.channels());
            awakening.begin();
            qemu.resume();
            awakening.await();
            return secondsSince(start);
        }
    }

    private void hundredMethods(double cold) {
        say("debian-12: a class of 100 methods that destroy their guests");
        long start = System.nanoTime();
        FreshMethods.run(FreshMethods.Destructive.class, 100);
        report.add(
                "debian-12: 100 methods that destroy their guests, beside two cold boots",
                "s",
                List.of(secondsSince(start)),
                Goal.atMost(2 * cold));
    }

    private void coldJvm() throws IOException, InterruptedException {
        say("debian-12: one test in a JVM of its own");
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            long start = System.nanoTime();
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            FreshMethods.class.getName())
                    .inheritIO()
                    .start();
            if (jvm.waitFor() != 0) {
                throw new IOException("a JVM with one test ended with " + jvm.exitValue());
            }
            seconds.add(secondsSince(start));
        }
        report.add("debian-12: one test in a JVM of its own", "s", seconds, Goal.atMost(3));
    }

    private void manyAtOnce() {
        say("debian-12: " + AT_ONCE + " clones at once");
        List<Guest> guests = new ArrayList<>();
        try {
            guests.add(Guest.start(GuestSpec.of("debian-12"))); // has what is common to all of them in memory
            long before = HostMemory.available();
            for (int i = 1; i < AT_ONCE; i++) {
                guests.add(Guest.start(GuestSpec.of("debian-12")));
            }
            for (Guest each : guests) {
                each.shell().run("true").requireSuccess();
            }
            double added = (before - HostMemory.available()) / (double) (1 << 20) / (AT_ONCE - 1);
            report.add("debian-12: memory of each of " + AT_ONCE, "MB", List.of(added), Goal.atMost(90));
        } finally {
            guests.forEach(Guest::close);
        }
    }

    /** What a JVM may have left behind. */
    private record Remains(double files, double threads, double processes, double entries, double heap) {

        static Remains now() throws IOException {
            System.gc();
            Runtime jvm = Runtime.getRuntime();
            return new Remains(
                    count(Path.of("/proc/self/fd")),
                    Thread.getAllStackTraces().size(),
                    ProcessHandle.current().descendants().count(),
                    workDirectories(),
                    (jvm.totalMemory() - jvm.freeMemory()) / 1e6);
        }

        private static double workDirectories() throws IOException {
            Path one = WorkDirectory.create();
            double all = count(one.resolve(".."));
            WorkDirectory.delete(one);
            return all;
        }

        private static double count(Path folder) throws IOException {
            try (Stream<Path> content = Files.list(folder)) {
                return content.count();
            }
        }
    }

    private void manyInARow() throws IOException {
        say("mini: " + MANY + " clones, one after another");
        GuestSpec spec = GuestSpec.of("mini");
        for (int i = 0; i < RUNS; i++) {
            double unused = ask(spec); // starts threads and fills caches that stay
        }
        Remains before = Remains.now();
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(ask(spec));
        }
        Remains after = Remains.now();
        report.add(
                "mini: the last hundred of " + MANY + ", beside the first",
                "s",
                medians(all.subList(MANY - 100, MANY)),
                medians(all.subList(0, 100)),
                Goal.ratioAtMost(1.1));
        leak("files open", after.files() - before.files(), "", 0);
        leak("threads", after.threads() - before.threads(), "", 0);
        leak("processes", after.processes() - before.processes(), "", 0);
        leak("work directories", after.entries() - before.entries(), "", 0);
        leak("heap", after.heap() - before.heap(), "MB", 5);
    }

    private void leak(String what, double more, String unit, double most) {
        report.add("mini: " + what + " more after " + MANY, unit, List.of(more), Goal.atMost(most));
    }

    /** Returns the median of every ten. */
    private static List<Double> medians(List<Double> values) {
        List<Double> medians = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 10) {
            medians.add(BenchmarkReport.median(values.subList(i, i + 10)));
        }
        return medians;
    }
}

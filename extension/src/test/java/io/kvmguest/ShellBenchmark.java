package io.kvmguest;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.qemu.WorkDirectory;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures commands and transfers over a guest's ports beside their floor: a shell of the same guest on a port of its own, to
 * which a loop writes the bare command and reads bytes until it says that it is done. The runs of both are interleaved.
 */
final class ShellBenchmark {

    private static final int COMMANDS = 40;
    private static final int TRANSFERS = 5;
    private static final int EXACT = 200;
    private static final double GOAL = 1.3;
    private static final double MEGABYTE = 1e6;
    private static final byte[] DONE = "\036done\n".getBytes(StandardCharsets.US_ASCII);

    private final BenchmarkReport report;
    private final String image;
    private final RootShell root;
    private final Floor floor;

    private ShellBenchmark(BenchmarkReport report, String image, RootShell root, Floor floor) {
        this.report = report;
        this.image = image;
        this.root = root;
        this.floor = floor;
    }

    public static void main(String[] args) throws IOException {
        BenchmarkReport report = null;
        for (String image : List.of("mini", "debian-12")) {
            Path directory = WorkDirectory.create();
            try (Floor floor = new Floor(directory.resolve("floor.sock"));
                    Guest guest = Guest.start(
                            GuestSpec.of(image).boot(Boot.COLD).memory("1G").qemuArguments(floor.qemuArguments()))) {
                if (report == null) {
                    report = new BenchmarkReport(
                            "shell",
                            guest.accelerator().name().toLowerCase(Locale.ROOT),
                            String.valueOf(guest.qmp().execute("query-version")));
                }
                floor.start(guest.shell());
                ShellBenchmark benchmark = new ShellBenchmark(report, image, guest.shell(), floor);
                benchmark.run(directory);
                benchmark.noise("on the console alone", ConsoleAlone.of(guest));
            } finally {
                WorkDirectory.delete(directory);
            }
        }
        if (report != null) {
            report.finish(args);
        }
    }

    private void run(Path directory) throws IOException {
        command("true");
        output(1_000_000);
        output(64_000_000);
        upload(directory, 10 << 20);
        noise("by the channel", root);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static double seconds(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void command(String script) throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            ours.add(1_000 * seconds(() -> root.run(script).requireSuccess()));
            bare.add(1_000
                    * seconds(() -> floor.run(
                            "/bin/sh -c '" + script + "' </dev/null >/dev/shm/floor.o 2>/dev/shm/floor.e;printf $?")));
        }
        report.add(image + ": " + script, "ms", ours, bare, Goal.ratioAtMost(GOAL));
    }

    private void output(int size) throws IOException {
        root.run("head -c " + size + " /dev/urandom >/dev/shm/floor.data").requireSuccess();
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> rate = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            double took = seconds(() -> {
                if (root.run("cat /dev/shm/floor.data").requireSuccess().stdoutBytes().length != size) {
                    throw new IllegalStateException("not all of the output came");
                }
            });
            ours.add(1_000 * took);
            rate.add(size / MEGABYTE / took);
            bare.add(1_000 * seconds(() -> floor.run("/bin/sh -c 'cat /dev/shm/floor.data'")));
        }
        String name = image + ": output of " + size / 1_000_000 + " MB";
        report.add(name, "ms", ours, bare, Goal.ratioAtMost(GOAL));
        report.add(name, "MB/s", rate, Goal.atLeast(10));
        root.run("rm /dev/shm/floor.data").requireSuccess();
    }

    private void upload(Path directory, int size) throws IOException {
        byte[] data = new byte[size];
        new Random(1).nextBytes(data);
        Path file = Files.write(directory.resolve("data"), data);
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> rate = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            double took = seconds(() -> root.upload(file, "/dev/shm/floor.up"));
            ours.add(1_000 * took);
            rate.add(size / MEGABYTE / took);
            // The floor sums it as well, once, as the guest has to.
            bare.add(1_000
                    * seconds(() -> floor.send(
                            "{ printf go;dd bs=65536 iflag=fullblock count=" + (size >> 16)
                                    + " >/dev/shm/floor.bare 2>/dev/null;md5sum </dev/shm/floor.bare;}",
                            data)));
        }
        String name = image + ": upload of " + size / (1 << 20) + " MiB with its sum";
        report.add(name, "ms", ours, bare, Goal.ratioAtMost(GOAL));
        report.add(name, "MB/s", rate, Goal.atLeast(10));
        root.run("rm /dev/shm/floor.*").requireSuccess();
    }

    /** Commands of 200 lines while the kernel logs as fast as it can. */
    private void noise(String where, RootShell shell) {
        double exact = 0;
        try (KernelFlood flood = KernelFlood.start(root)) {
            for (int i = 0; i < EXACT; i++) {
                CommandResult result = KernelFlood.run(shell, i % 100);
                exact += result.stdout().equals(KernelFlood.WANTED) && result.exitStatus() == i % 100 ? 1 : 0;
            }
            if (!flood.isRunning()) {
                throw new IllegalStateException("the kernel's log was not flooded to the end");
            }
        }
        report.add(
                image + ": exact commands of " + EXACT + " in a flood of the log, " + where,
                "",
                List.of(exact),
                Goal.atLeast(EXACT));
    }

    /** A shell on a port of its own, and a loop that reads bytes. */
    private static final class Floor implements AutoCloseable {

        private final Path socket;
        private final ServerSocketChannel listener;
        private @Nullable SocketChannel channel;

        Floor(Path socket) throws IOException {
            this.socket = socket;
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
        }

        String[] qemuArguments() {
            return new String[] {
                "-device", "virtio-serial-pci,id=floorbus",
                "-chardev", "socket,id=floor,path=" + socket,
                "-device", "virtserialport,bus=floorbus.0,chardev=floor,name=floor"
            };
        }

        void start(RootShell root) throws IOException {
            channel = listener.accept();
            root.run("for p in /sys/class/virtio-ports/*; do [ \"$(cat $p/name)\" = floor ] && "
                            + "setsid /bin/sh <>/dev/${p##*/} >&0 2>&0 & done")
                    .requireSuccess();
            run("export PATH=$PATH:/usr/sbin:/sbin");
        }

        void run(String code) throws IOException {
            write(code + ";printf '\\036done\\n'\n");
            readUntil(DONE);
        }

        void send(String code, byte[] data) throws IOException {
            write("{ " + code + ";printf '\\036done\\n';}\n");
            readUntil("go".getBytes(StandardCharsets.US_ASCII));
            OutputStream out = Channels.newOutputStream(connected());
            out.write(data);
            readUntil(DONE);
        }

        private SocketChannel connected() {
            return Objects.requireNonNull(channel, "the floor was not started");
        }

        private void write(String text) throws IOException {
            Channels.newOutputStream(connected()).write(text.getBytes(StandardCharsets.US_ASCII));
        }

        private void readUntil(byte[] end) throws IOException {
            InputStream in = Channels.newInputStream(connected());
            byte[] buffer = new byte[1 << 16];
            ByteArrayOutputStream tail = new ByteArrayOutputStream();
            while (true) {
                int count = in.read(buffer);
                if (count < 0) {
                    throw new IOException("the floor's shell has ended");
                }
                int from = Math.max(0, count - end.length);
                if (count < end.length) {
                    byte[] before = tail.toByteArray();
                    tail.reset();
                    tail.write(before, Math.max(0, before.length - end.length), Math.min(before.length, end.length));
                } else {
                    tail.reset();
                }
                tail.write(buffer, from, count - from);
                String text = tail.toString(StandardCharsets.ISO_8859_1);
                if (text.endsWith(new String(end, StandardCharsets.ISO_8859_1))) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
            listener.close();
        }
    }
}

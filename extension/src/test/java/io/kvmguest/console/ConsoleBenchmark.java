package io.kvmguest.console;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * How fast a guest's output gets through a unix socket into a transcript on which three expectations wait: two texts and
 * a regular expression, of which nothing comes before the end. The time runs until all bytes are recorded and all
 * three are fulfilled; then every byte is accounted for by its hash. The floor is the same bytes through the same
 * socket into a loop that counts them.
 *
 * <p>Run it with {@code -Xmx64m}; {@code --bytes N} and {@code --runs N} change what is done.
 */
public final class ConsoleBenchmark {

    private static final int BLOCK = 1 << 16;
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final String END = "\r\nthe last line: 4711 done\r\n";

    private final long bytes;
    private final Path directory;
    private final byte[] block;

    private ConsoleBenchmark(long bytes, Path directory, byte[] block) {
        this.bytes = bytes;
        this.directory = directory;
        this.block = block;
    }

    public static void main(String[] args) throws Exception {
        long bytes = option(args, "--bytes", 1_000_000_000L);
        int runs = (int) option(args, "--runs", 5);
        Path directory = Files.createTempDirectory("kvmguest-bench");
        try {
            ConsoleBenchmark boot = new ConsoleBenchmark(bytes, directory, bootLog());
            ConsoleBenchmark plain = new ConsoleBenchmark(bytes, directory, plainLines());
            List<Double> bootRates = new ArrayList<>();
            List<Double> plainRates = new ArrayList<>();
            List<Double> floorRates = new ArrayList<>();
            boot.floor();
            for (int i = 0; i < runs; i++) {
                floorRates.add(boot.floor());
                plainRates.add(plain.record());
                bootRates.add(boot.record());
            }
            new BenchmarkReport("console", "none", "")
                    .add("plain lines", "MB/s", plainRates, floorRates, Goal.atLeast(200))
                    .add("boot log with escape sequences", "MB/s", bootRates, floorRates, Goal.atLeast(200))
                    .add("most heap used", "MB", List.of(peakHeap()), Goal.atMost(64))
                    .finish(args);
        } finally {
            Files.delete(directory);
        }
    }

    private static long option(String[] args, String name, long otherwise) {
        int at = List.of(args).indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(args[at + 1]);
    }

    /** Lines as systemd prints them, with colours and CR LF. */
    private static byte[] bootLog() {
        return fill(
                "[   12.345678] systemd[1]: Started systemd-journald.service - Journal Service.\r\n",
                "[\u001b[0;32m  OK  \u001b[0m] Reached target \u001b[0;1;39mnetwork.target\u001b[0m - Network.\r\n",
                "[   12.456789] virtio_net virtio1 eth0: renamed from enp0s3 \u2192 caf\u00e9\r\n",
                "[    1.234567] pci 0000:00:01.1: reg 0x20: [io  0xc040-0xc04f]\r\n");
    }

    private static byte[] plainLines() {
        return fill("The quick brown fox jumps over the lazy dog, and the guest prints it once more, and again.\n");
    }

    private static byte[] fill(String... lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < BLOCK; i++) {
            text.append(lines[i % lines.length]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private double floor() throws Exception {
        return throughSocket(channel -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
            long count = 0;
            for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer)) {
                count += read;
                buffer.clear();
            }
            if (count != total()) {
                throw new IllegalStateException("only " + count + " of " + total() + " bytes came");
            }
            return () -> {};
        });
    }

    private double record() throws Exception {
        Path spool = Files.createTempDirectory(directory, "spool");
        try {
            double rate = throughSocket(channel -> {
                SerialConsole console = SerialConsole.open(
                        SocketLine.of(channel, "unix:bench"), spool, ConsoleSubject.named("Guest 'bench'"), 1);
                ExecutorService waiting = Executors.newFixedThreadPool(3);
                try {
                    List<Future<Match>> matches = List.of(
                            waiting.submit(() -> console.fromPowerOn().expect("the last line: ", DEADLINE)),
                            waiting.submit(() -> console.fromPowerOn().expect("4711 done\n", DEADLINE)),
                            waiting.submit(() ->
                                    console.fromPowerOn().expect(Pattern.compile("last line: (\\d+) done"), DEADLINE)));
                    for (Future<Match> match : matches) {
                        match.get();
                    }
                    return () -> {
                        try {
                            check(console.transcript());
                        } finally {
                            console.close();
                        }
                    };
                } finally {
                    waiting.shutdownNow();
                }
            });
            return rate;
        } finally {
            try (var files = Files.list(spool)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(spool);
        }
    }

    private void check(Transcript transcript) throws Exception {
        MessageDigest wanted = MessageDigest.getInstance("SHA-256");
        for (long left = bytes; left > 0; left -= block.length) {
            wanted.update(block, 0, (int) Math.min(left, block.length));
        }
        wanted.update(END.getBytes(StandardCharsets.UTF_8));
        MessageDigest got = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BLOCK];
        try (InputStream in = transcript.open(0)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                got.update(buffer, 0, count);
            }
        }
        HexFormat hex = HexFormat.of();
        if (!MessageDigest.isEqual(wanted.digest(), got.digest()) || transcript.length() != total()) {
            throw new IllegalStateException("the recording is not what was sent: " + transcript.length() + " of "
                    + total() + " bytes, " + hex.formatHex(got.digest()));
        }
    }

    private long total() {
        return bytes + END.length();
    }

    private interface Check {
        void check() throws Exception;
    }

    private interface Receiver {
        /** Takes all bytes; what it returns is done when the clock has been stopped. */
        Check receive(SocketChannel channel) throws Exception;
    }

    /** Returns megabytes per second. */
    private double throughSocket(Receiver receiver) throws Exception {
        Path socket = directory.resolve("socket");
        ExecutorService guest = Executors.newSingleThreadExecutor();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Future<?> sent = guest.submit(() -> {
                send(socket);
                return null;
            });
            double seconds;
            try (SocketChannel channel = server.accept()) {
                long start = System.nanoTime();
                Check afterwards = receiver.receive(channel);
                seconds = (System.nanoTime() - start) / 1e9;
                afterwards.check();
            }
            sent.get();
            return total() / 1e6 / seconds;
        } finally {
            guest.shutdownNow();
            Files.deleteIfExists(socket);
        }
    }

    private void send(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(block.length).put(block);
            for (long left = bytes; left > 0; left -= block.length) {
                buffer.position(0).limit((int) Math.min(left, block.length));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.write(ByteBuffer.wrap(END.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static double peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                / 1e6;
    }
}

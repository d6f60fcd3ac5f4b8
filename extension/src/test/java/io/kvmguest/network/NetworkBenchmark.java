package io.kvmguest.network;

import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.AcceleratorPolicy;
import io.kvmguest.qemu.AcceleratorProbe;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Measures what a segment carries between two sockets, beside a socket that has nothing in between. */
final class NetworkBenchmark {

    private static final int ROUNDS = 5;
    private static final long ROUND = 2_000_000_000L;
    private static final int SAMPLES = 5_000;
    private static final int LONG = 1514;
    private static final int SHORT = 60;

    /** Two ends of something that carries frames. */
    private record Ends(SocketChannel one, SocketChannel other) {}

    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private int sockets;

    private NetworkBenchmark(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("kvmguest-bench");
        Accelerator accelerator = AcceleratorProbe.choose(AcceleratorPolicy.PREFER_KVM);
        BenchmarkReport report =
                new BenchmarkReport("network", accelerator.name().toLowerCase(Locale.ROOT), "");
        try (Segment segment = Segment.create("lan")) {
            new NetworkBenchmark(folder).measure(segment, report);
            GuestTraffic.measure(folder, report);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
        report.finish(args);
    }

    private void measure(Segment segment, BenchmarkReport report) throws Exception {
        Ends direct = direct();
        Ends over = new Ends(end(segment, "one"), end(segment, "other"));
        exchange(over.one(), over.other(), frame(1, 2, SHORT));
        exchange(over.other(), over.one(), frame(2, 1, SHORT));
        List<Double> bits = new ArrayList<>();
        List<Double> bareBits = new ArrayList<>();
        List<Double> frames = new ArrayList<>();
        List<Double> bareFrames = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            bits.add(framesPerSecond(over, LONG) * LONG * 8 / 1e9);
            bareBits.add(framesPerSecond(direct, LONG) * LONG * 8 / 1e9);
            frames.add(framesPerSecond(over, SHORT) / 1e3);
            bareFrames.add(framesPerSecond(direct, SHORT) / 1e3);
        }
        report.add("frames of 1,500 bytes", "Gbit/s", bits, bareBits, Goal.atLeast(2));
        report.add("short frames", "thousand/s", frames, bareFrames, Goal.atLeast(200));

        List<Double> added = latencies(over);
        List<Double> bare = latencies(direct);
        report.add("latency", "us", List.of(median(added)), List.of(median(bare)), Goal.none());
        report.add(
                "latency that is added, at the median", "us", List.of(median(added) - median(bare)), Goal.atMost(100));
        report.add("latency that is added, at p99", "us", List.of(p99(added) - p99(bare)), Goal.atMost(1000));

        segment.link("other").delay(Duration.ofMillis(20));
        List<Double> off = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            off.add(Math.abs(exchange(over.one(), over.other(), frame(1, 2, SHORT)) / 1e6 - 20));
        }
        report.add("a delay of 20 ms is off by, at the median", "ms", List.of(median(off)), Goal.atMost(1));
        report.add("a delay of 20 ms is off by, at p99", "ms", List.of(p99(off)), Goal.none());
        threads.shutdownNow();
    }

    private Path socket() {
        return folder.resolve("socket" + sockets++);
    }

    private SocketChannel end(Segment segment, String name) throws IOException {
        Path socket = socket();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Link unused = segment.connect(name, socket);
            return listener.accept();
        }
    }

    private Ends direct() throws IOException {
        Path socket = socket();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            return new Ends(one, listener.accept());
        }
    }

    private static ByteBuffer frame(int from, int to, int length) {
        ByteBuffer frame = ByteBuffer.allocateDirect(4 + length);
        return frame.putInt(length)
                .putShort((short) 0x5254)
                .putInt(to)
                .putShort((short) 0x5254)
                .putInt(from)
                .rewind();
    }

    /** Sends a frame and returns how long it took to arrive, in nanoseconds. */
    private static long exchange(SocketChannel from, SocketChannel to, ByteBuffer frame) throws IOException {
        ByteBuffer in = ByteBuffer.allocateDirect(frame.remaining());
        long start = System.nanoTime();
        int unused = from.write(frame);
        while (in.hasRemaining()) {
            if (to.read(in) < 0) {
                throw new IOException("hung up");
            }
        }
        return System.nanoTime() - start;
    }

    private static List<Double> latencies(Ends ends) throws IOException {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < 2 * SAMPLES; i++) {
            double micros = exchange(ends.one(), ends.other(), frame(1, 2, SHORT)) / 1e3;
            if (i >= SAMPLES) {
                all.add(micros);
            }
        }
        return all;
    }

    private static double median(List<Double> values) {
        return BenchmarkReport.median(values);
    }

    private static double p99(List<Double> values) {
        return values.stream()
                .sorted()
                .skip(values.size() * 99L / 100)
                .findFirst()
                .orElseThrow();
    }

    /** Sends as many as go, and returns how many arrive in a second. */
    private double framesPerSecond(Ends ends, int length) throws Exception {
        ByteBuffer many = ByteBuffer.allocateDirect((4 + length) * Math.max(1, 32_768 / (4 + length)));
        while (many.hasRemaining()) {
            many.put(frame(1, 2, length));
        }
        long end = System.nanoTime() + ROUND;
        AtomicBoolean done = new AtomicBoolean();
        Callable<Void> sending = () -> {
            while (System.nanoTime() - end < 0) {
                write(ends.one(), many.rewind());
            }
            ByteBuffer last = frame(1, 2, LONG + 1); // longer than all others; the segment may have no room for it
            while (!done.get()) {
                write(ends.one(), last.rewind());
                LockSupport.parkNanos(1_000_000);
            }
            return null;
        };
        long start = System.nanoTime();
        Future<Void> sent = threads.submit(sending);
        long frames = receive(ends.other());
        double seconds = (System.nanoTime() - start) / 1e9;
        done.set(true);
        Void unused = sent.get();
        drain(ends.other());
        return frames / seconds;
    }

    private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int unused = to.write(bytes);
        }
    }

    /** Counts frames until the first one that is longer than all others. */
    private static long receive(SocketChannel from) throws IOException {
        ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
        long frames = 0;
        while (true) {
            if (from.read(in) < 0) {
                throw new IOException("hung up");
            }
            int at = 0;
            while (in.position() - at >= 4 && in.position() - at >= 4 + in.getInt(at)) {
                if (in.getInt(at) > LONG) {
                    return frames;
                }
                frames++;
                at += 4 + in.getInt(at);
            }
            int end = in.position();
            in.limit(end).position(at);
            in.compact();
        }
    }

    /** Takes what is left of the long ones. */
    private static void drain(SocketChannel from) throws IOException {
        from.configureBlocking(false);
        ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
        long quiet = System.nanoTime() + 200_000_000;
        while (System.nanoTime() - quiet < 0) {
            if (from.read(in.clear()) > 0) {
                quiet = System.nanoTime() + 200_000_000;
            }
            Thread.onSpinWait();
        }
        from.configureBlocking(true);
    }
}

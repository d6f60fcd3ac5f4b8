package io.kvmguest.network;

import io.kvmguest.console.Joining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a {@linkplain Segment segment}, from when it was begun ({@link Segment#capture()}) until it or its segment is closed.
 * A frame that the segment forwards is seen several times: as the link of its sender brings it, before that link drops or delays it,
 * and as each link that it goes out on takes it to a guest, after what that link does to it.
 *
 * <p>Every frame that passed before a method is called is seen by it. The segment never waits for a capture. Frames stay when it is
 * closed. May be used from any thread.
 */
public final class Capture implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.kvmguest");

    /**
     * A position between two frames of one capture.
     *
     * @param number how many frames have passed before it
     */
    public record Mark(long number) {

        /** The beginning of a capture. */
        public static final Mark BEGINNING = new Mark(0);

        public Mark {
            if (number < 0) {
                throw new IllegalArgumentException("number must not be negative: " + number);
            }
        }
    }

    /** So that a small one does not lose frames only because its thread has to wait for a processor. */
    private static final long LEAST_PENDING_ROOM = 4L << 20;

    private final Segment segment;
    private final Taps taps;
    private final long began = System.nanoTime();
    private final long pendingRoom;
    private final FrameTap tap = new Tap();
    private final Thread thread;
    private final boolean hasFile;

    /** What the segment's thread has handed over. */
    private final Queue<Frame> coming = new ConcurrentLinkedQueue<>();

    /** What has been handed over and takes room beside {@link #kept}. */
    private final AtomicLong pending = new AtomicLong();

    /** How many frames have passed; only the segment's thread counts. */
    private volatile long passed;

    private volatile boolean idle;
    private volatile boolean closed;
    private volatile boolean segmentEnded;
    private volatile @Nullable IOException trouble;

    /** Guards the two below; whoever waits for frames waits on it. */
    private final Object lock = new Object();

    private final CapturedFrames kept;
    private List<Frame> unwritten = new ArrayList<>();

    /** Only its thread uses it; {@code null} if there is no file, or none any more. */
    private @Nullable PcapngWriter writer;

    private Capture(Segment segment, Taps taps, CaptureSpec spec) throws IOException {
        this.segment = segment;
        this.taps = taps;
        pendingRoom = Math.max(spec.memory(), LEAST_PENDING_ROOM);
        kept = new CapturedFrames(spec.memory());
        writer = spec.file().isPresent() ? PcapngWriter.create(spec.file().get(), segment.name()) : null;
        hasFile = writer != null;
        thread = new Thread(this::run, "kvmguest capture " + segment.name());
        thread.setDaemon(true);
    }

    static Capture begin(Segment segment, Taps taps, CaptureSpec spec) {
        try {
            Capture capture = new Capture(segment, taps, spec);
            capture.thread.start();
            taps.add(capture.tap);
            return capture;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Frames of segment '" + segment.name() + "' cannot be written to "
                            + spec.file().map(Path::toString).orElse("memory") + ": " + e,
                    e);
        }
    }

    /** Returns the segment whose frames they are. */
    public Segment segment() {
        return segment;
    }

    /** Returns all frames so far, as far as they are kept. */
    public List<Frame> frames() {
        return since(Mark.BEGINNING);
    }

    /** Returns all frames so far that a filter means, as far as they are kept. */
    public List<Frame> frames(FrameFilter filter) {
        return since(Mark.BEGINNING, filter);
    }

    /** Returns the position behind all frames that have passed. */
    public Mark mark() {
        return new Mark(passed);
    }

    /** Returns the position behind a frame of this capture. */
    public Mark behind(Frame frame) {
        return new Mark(frame.number() + 1);
    }

    /** Returns the frames so far behind a position, as far as they are kept. */
    public List<Frame> since(Mark mark) {
        return look(mark).frames();
    }

    /** Returns the frames so far behind a position that a filter means, as far as they are kept. */
    public List<Frame> since(Mark mark, FrameFilter filter) {
        return since(mark).stream().filter(filter).toList();
    }

    /** Returns how many frames are not kept: the oldest, when there was no room for them any more. */
    public long dropped() {
        return dropped(Mark.BEGINNING);
    }

    /** Returns how many frames behind a position are not kept. Of them nobody can say what they were. */
    public long dropped(Mark mark) {
        return look(mark).dropped();
    }

    /** Returns why the file has ended before the capture has: a full disk, for one. Frames are still kept in memory then. */
    public Optional<IOException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Returns the frames so far that a display filter of Wireshark means, such as {@code dhcp.option.dhcp == 5}
     * (wireshark-filter(4)), as far as they are kept. It takes {@code tshark}, which is run once.
     *
     * @throws IllegalArgumentException if {@code tshark} refuses the filter; with its own words
     * @throws IllegalStateException if there is no {@code tshark} on the {@code PATH}, or it does not answer
     */
    public List<Frame> matching(String displayFilter) {
        return matching(displayFilter, Mark.BEGINNING);
    }

    /**
     * Returns the frames so far behind a position that a display filter of Wireshark means; see {@link #matching(String)}.
     *
     * @throws IllegalArgumentException if {@code tshark} refuses the filter; with its own words
     * @throws IllegalStateException if there is no {@code tshark} on the {@code PATH}, or it does not answer
     */
    public List<Frame> matching(String displayFilter, Mark mark) {
        List<Frame> frames = since(mark);
        try {
            Path file = Files.createTempFile("kvmguest", ".pcapng");
            try {
                save(file, frames);
                return new Tshark()
                        .numbers(file, displayFilter).stream()
                                .map(number -> frames.get(number - 1))
                                .toList();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("There is no room for a file that tshark could read: " + e, e);
        }
    }

    /**
     * Waits for a frame, from the beginning of the capture on: one that has passed already is returned at once.
     *
     * @param timeout zero only looks; kept as given, also under emulation
     * @throws CaptureTimeoutException if none has passed in time
     * @throws CaptureEndedException if none has passed, and the capture or its segment was closed
     * @throws CaptureInterruptedException if the thread is interrupted
     */
    public Frame await(FrameFilter filter, Duration timeout) {
        return await(filter, Mark.BEGINNING, timeout);
    }

    /**
     * Waits for a frame behind a position: one that has passed already is returned at once.
     *
     * @param timeout zero only looks; kept as given, also under emulation
     * @throws CaptureTimeoutException if none has passed in time
     * @throws CaptureEndedException if none has passed, and the capture or its segment was closed
     * @throws CaptureInterruptedException if the thread is interrupted
     */
    public Frame await(FrameFilter filter, Mark mark, Duration timeout) {
        CaptureFailure failure = new CaptureFailure(this, filter, mark, timeout);
        long start = System.nanoTime();
        Mark next = mark;
        try {
            while (true) {
                boolean over = isOver();
                Look look = look(next);
                Optional<Frame> found = look.frames().stream().filter(filter).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                next = look.end();
                if (over) {
                    throw failure.ended();
                }
                long left = timeout.toNanos() - (System.nanoTime() - start);
                if (left <= 0) {
                    throw failure.timeout();
                }
                awaitMore(next, left);
            }
        } catch (InterruptedException e) {
            CaptureInterruptedException interrupted =
                    failure.interrupted(e, Duration.ofNanos(System.nanoTime() - start));
            Thread.currentThread().interrupt();
            throw interrupted;
        }
    }

    private void awaitMore(Mark behind, long nanos) throws InterruptedException {
        synchronized (lock) {
            if (passed == behind.number() && !isOver()) {
                TimeUnit.NANOSECONDS.timedWait(lock, nanos);
            }
        }
    }

    /**
     * Writes the frames that are kept to a file that Wireshark reads (pcapng).
     *
     * @param file is replaced if it is there
     * @throws UncheckedIOException if it cannot be written
     */
    public void save(Path file) {
        save(file, Mark.BEGINNING);
    }

    /**
     * Writes the frames behind a position that are kept to a file that Wireshark reads (pcapng).
     *
     * @param file is replaced if it is there
     * @throws UncheckedIOException if it cannot be written
     */
    public void save(Path file, Mark mark) {
        save(file, since(mark));
    }

    private void save(Path file, List<Frame> frames) {
        try (PcapngWriter out = PcapngWriter.create(file, segment.name())) {
            out.write(frames);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Frames of segment '" + segment.name() + "' cannot be written to " + file + ": " + e, e);
        }
    }

    /** Ends it. Its file, if it has one, is complete then. */
    @Override
    public void close() {
        taps.remove(tap);
        closed = true;
        LockSupport.unpark(thread);
        Joining.join(thread);
    }

    /** Returns whether it is over: no frame is added any more. */
    public boolean isOver() {
        return closed || segmentEnded;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns what it is: {@code capture of segment lan, 12 frames}. */
    @Override
    public String toString() {
        long count = passed;
        return "capture of segment " + segment.name() + ", " + count + (count == 1 ? " frame" : " frames");
    }

    // --- what is kept -----------------------------------------------------------------------------------------------

    /** What lies behind a position. */
    private record Look(List<Frame> frames, long dropped, Mark end) {}

    private Look look(Mark mark) {
        synchronized (lock) {
            // Read first: each frame is handed over before it is counted.
            long end = passed;
            takeOver();
            List<Frame> frames = kept.between(mark.number(), end);
            return new Look(
                    List.copyOf(frames),
                    Math.max(0, end - mark.number() - frames.size()),
                    new Mark(Math.max(end, mark.number())));
        }
    }

    private void takeOver() {
        for (Frame frame = coming.poll(); frame != null; frame = coming.poll()) {
            kept.add(frame);
            if (hasFile) {
                boolean unused = unwritten.add(frame);
            } else {
                long unused = pending.addAndGet(-CapturedFrames.cost(frame));
            }
        }
    }

    // --- the segment's thread ---------------------------------------------------------------------------------------

    private final class Tap implements FrameTap {

        @Override
        public void frame(String link, FrameDirection direction, ByteBuffer buffer, int from, int to, long nanoTime) {
            long number = passed;
            long cost = (to - from) + (long) CapturedFrames.OVERHEAD;
            if (pending.get() + cost <= pendingRoom) {
                byte[] bytes = new byte[to - from];
                ByteBuffer unused = buffer.get(from, bytes);
                long unusedSum = pending.addAndGet(cost);
                boolean unusedTrue = coming.add(new Frame(bytes, link, direction, nanoTime, began, number));
            }
            passed = number + 1;
            if (idle) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void ended() {
            segmentEnded = true;
            LockSupport.unpark(thread);
        }
    }

    // --- its own thread ---------------------------------------------------------------------------------------------

    private void run() {
        boolean last;
        do {
            last = isOver();
            long announced = passed;
            write(takeAll());
            if (!last) {
                idle = true;
                if (passed == announced && !isOver()) {
                    LockSupport.park(this);
                }
                idle = false;
            }
        } while (!last);
        endFile();
    }

    private List<Frame> takeAll() {
        synchronized (lock) {
            takeOver();
            List<Frame> all = unwritten;
            unwritten = new ArrayList<>();
            lock.notifyAll();
            return all;
        }
    }

    private void write(List<Frame> frames) {
        PcapngWriter out = writer;
        if (out != null && !frames.isEmpty()) {
            try {
                out.write(frames);
            } catch (IOException e) {
                giveUp(e);
                endFile();
            }
        }
        long unused = pending.addAndGet(
                -frames.stream().mapToLong(CapturedFrames::cost).sum());
    }

    private void endFile() {
        PcapngWriter out = writer;
        writer = null;
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                giveUp(e);
            }
        }
    }

    private void giveUp(IOException e) {
        trouble = e;
        LOG.log(Level.WARNING, "The file of the " + this + " has ended: " + e);
    }
}

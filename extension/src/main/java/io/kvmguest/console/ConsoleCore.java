package io.kvmguest.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all views of one console share: the line, the pump that reads it, the recording and its end. */
final class ConsoleCore {

    /** How long {@link #close(String)} waits for threads of ours; they need milliseconds, unless a listener hangs. */
    private static final long CLOSING_MILLIS = 5_000;

    private static final int READ_BYTES = 1 << 16;

    /**
     * An emulated UART passes on byte after byte. To wake up for each takes more of the host's time than all else that is
     * done with it, and takes it away from the guest; so what follows a few bytes is gathered for this many nanoseconds.
     */
    private static final long GATHERING = 100_000;

    private static final int FEW_BYTES = 64;

    private static final String BYTES = "console.raw";
    private static final String TIMES = "console.times";
    private static final String TYPED = "console.typed";

    private final SerialLine line;
    private final ConsoleSubject subject;
    private final Ticker ticker;
    private final SpoolFile spool;
    private final ChunkTimes times;
    private final TypedLog typed;

    /** The line, if what it gives was printed long ago, and at times of its own. */
    private final @Nullable ReplayLine replay;

    private final StoredTranscript transcript;
    private final Bell bell;

    /** Rings for whoever reads whole lines only: at the end of each, and when the line has hung up. */
    private final Bell lineBell;

    private final TripwireWatch tripwires;
    private final Endings endings;
    private final List<LineFollower> followers = new CopyOnWriteArrayList<>();
    private final Thread pump;
    private volatile long powerOn;

    /** Where lines are new: behind those of a recording. */
    private long followFrom;

    /** How old the guest was when it was saved that this one goes on with, in nanoseconds. */
    private long age;

    ConsoleCore(SerialLine line, SpoolFile spool, ConsoleSubject subject, Ticker ticker) {
        this.line = line;
        this.subject = subject;
        this.ticker = ticker;
        this.spool = spool;
        this.times = new ChunkTimes(Path.of(spool.path() + ".times"));
        this.typed = new TypedLog(Path.of(spool.path() + ".typed"));
        this.replay = line instanceof ReplayLine played ? played : null;
        this.transcript = new StoredTranscript(spool, times::at, spool.path());
        this.bell = new Bell(ticker);
        this.lineBell = new Bell(ticker);
        this.tripwires = new TripwireWatch(this);
        this.endings = new Endings(ticker, bell, tripwires::hasSeenAll);
        this.powerOn = ticker.nanos();
        this.pump = thread("console", this::pump);
    }

    void start() {
        pump.start();
    }

    /** Returns a thread of ours that is named after the guest and holds up no JVM. */
    Thread thread(String task, Runnable work) {
        Thread thread = new Thread(work, "kvmguest " + task + ": " + subject.name());
        thread.setDaemon(true);
        return thread;
    }

    private void pump() {
        byte[] buffer = new byte[READ_BYTES];
        String why;
        try {
            for (int count = line.read(buffer, 0, buffer.length);
                    count >= 0;
                    count = line.read(buffer, 0, buffer.length)) {
                record(buffer, count);
                if (count < FEW_BYTES && replay == null) {
                    LockSupport.parkNanos(GATHERING);
                }
            }
            why = line.endedBecause();
            if (isReplay()) {
                // It took no time to print all; that its last lines say how it ended is to be known before it ends.
                lineBell.ring();
                tripwires.awaitSeen(spool.length(), ticker.nanos() + CLOSING_MILLIS * 1_000_000);
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            why = "reading from " + line.description() + " failed: " + e;
        }
        endings.hangUp(new Ending(Ending.Kind.LINE_CLOSED, why), spool.length());
        lineBell.ring();
    }

    private boolean recording = true;

    /** Whether the last byte was a carriage return, and how many came since a line has ended. */
    private boolean returned;

    private int unfinished;

    private void record(byte[] buffer, int count) {
        if (!recording) {
            // Drained all the same: a guest whose serial port is stuck cannot even be shut down.
            return;
        }
        try {
            // The time first, so that no byte is ever seen without one.
            times.add(spool.length(), now());
            spool.append(buffer, 0, count);
            bell.ring();
            if (endsLine(buffer, count)) {
                lineBell.ring();
            }
        } catch (IOException | UncheckedIOException e) {
            recording = false;
            String failure = "writing to " + spool.path() + " failed: " + e.getMessage();
            endings.tell(new Ending(Ending.Kind.RECORDING_FAILED, failure), spool.length());
        }
    }

    boolean isReplay() {
        return replay != null;
    }

    /** Returns the time since power-on, in nanoseconds. */
    private long now() {
        return replay == null ? ticker.nanos() - powerOn : replay.time();
    }

    /** Returns whether a line may have ended; a carriage return does so only when it is known what follows it. */
    private boolean endsLine(byte[] bytes, int count) {
        boolean ends = returned;
        for (int i = 0; i < count && !ends; i++) {
            ends = bytes[i] == '\n' || bytes[i] == '\r';
        }
        returned = bytes[count - 1] == '\r';
        unfinished = ends ? 0 : unfinished + count;
        if (unfinished > LineReader.LONGEST) {
            // It is given in pieces.
            unfinished = 0;
            return true;
        }
        return ends;
    }

    void poweredOn() {
        powerOn = ticker.nanos();
    }

    long runsOn() {
        powerOn = ticker.nanos() - age;
        return age;
    }

    void save(Path directory) throws IOException {
        long length = spool.length();
        age = ticker.nanos() - powerOn;
        try (InputStream bytes = transcript.open(0)) {
            Files.copy(bytes, directory.resolve(BYTES), StandardCopyOption.REPLACE_EXISTING);
        }
        times.save(directory.resolve(TIMES), length, age);
        typed.save(directory.resolve(TYPED), length);
    }

    /** Takes over a recording; before {@link #start}. */
    void resume(Path directory) throws IOException {
        age = times.load(directory.resolve(TIMES));
        powerOn = ticker.nanos() - age;
        byte[] buffer = new byte[READ_BYTES];
        try (InputStream bytes = Files.newInputStream(directory.resolve(BYTES))) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                spool.append(buffer, 0, count);
            }
        }
        typed.load(directory.resolve(TYPED));
        followFrom = spool.length();
    }

    void saveCast(Path file, Instant began, Map<String, String> facts) throws IOException {
        new CastWriter(transcript, times, typed).write(file, subject.name(), began, facts);
    }

    Ticker ticker() {
        return ticker;
    }

    ConsoleSubject subject() {
        return subject;
    }

    StoredTranscript transcript() {
        return transcript;
    }

    Bell bell() {
        return bell;
    }

    Bell lineBell() {
        return lineBell;
    }

    Endings endings() {
        return endings;
    }

    void send(byte[] bytes, RecordedEvent.Kind kind) throws IOException {
        // Before it is sent, as the answer may be there before that has returned.
        typed.add(kind, spool.length(), now(), bytes);
        if (replay != null && kind.isSecret()) {
            replay.writeSecret(bytes);
        } else {
            line.write(bytes, 0, bytes.length);
        }
    }

    /** Returns why the line took no more: what is known, or will be within the grace that news of an end have. */
    Ending awaitEnding(Ending otherwise) {
        long until = ticker.nanos() + 2 * Endings.GRACE;
        boolean interrupted = false;
        try {
            while (true) {
                long strokes = bell.strokes();
                long now = ticker.nanos();
                Ending ending = endings.effective(now);
                if (ending != null || now - until >= 0) {
                    return ending == null ? otherwise : ending;
                }
                bell.await(strokes, endings.nextLook(until));
            }
        } catch (InterruptedException e) {
            interrupted = true;
            return otherwise;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void add(Tripwire tripwire) {
        tripwires.add(tripwire);
    }

    void revive() {
        endings.revive(spool.length());
    }

    Subscription follow(Consumer<ConsoleLine> listener) {
        LineFollower follower = new LineFollower(this, followFrom, listener);
        followers.add(follower);
        follower.start(() -> followers.remove(follower));
        return follower;
    }

    void close(String why) {
        endings.tell(new Ending(Ending.Kind.CLOSED_HERE, why), spool.length());
        try {
            line.close();
        } catch (IOException e) {
            // It is of no more use in any case, and all that it gave is recorded.
        }
        long end = System.nanoTime() + CLOSING_MILLIS * 1_000_000;
        Joining.joinUntil(end, pump);
        tripwires.joinUntil(end);
        for (LineFollower follower : followers) {
            Joining.joinUntil(end, follower.thread());
        }
        try {
            times.finish();
            typed.finish();
            spool.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("The recording of the console cannot be closed: " + spool.path(), e);
        }
    }
}

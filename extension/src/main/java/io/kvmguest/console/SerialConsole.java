package io.kvmguest.console;

import io.kvmguest.console.RecordedEvent.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A view of a guest's serial console with a cursor of its own: what it expects is searched behind the cursor, and a
 * match moves the cursor behind itself, so that the same text is never matched twice.
 *
 * <p>Text is matched as a person reads it: escape sequences and control characters are stripped, every line ending is
 * {@code \n}. A carriage return without a line feed ends a line too, so that each state of a progress bar is a line
 * of its own; a backspace takes nothing back. All views of one console share one transcript. A view may be used by
 * several threads; what one of them has matched is behind the cursor of all.
 */
public final class SerialConsole implements AutoCloseable {

    /** How long a wait without a deadline of its own lasts, before it is scaled. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** What {@link Match#before()} holds at most, in raw bytes. */
    private static final int MOST_BEFORE = 1 << 16;

    private final ConsoleCore core;
    private final double deadlineScale;
    private final Object cursorLock = new Object();
    private final boolean ofShell;
    private long cursor;

    SerialConsole(ConsoleCore core, double deadlineScale, long cursor) {
        this(core, deadlineScale, cursor, false);
    }

    private SerialConsole(ConsoleCore core, double deadlineScale, long cursor, boolean ofShell) {
        this.ofShell = ofShell;
        this.core = core;
        this.deadlineScale = deadlineScale;
        this.cursor = cursor;
    }

    /**
     * Starts to read a line into a transcript; whoever opens a console closes it with {@link #close()}, and its line
     * with it. The first view stands before the first byte.
     *
     * @param spoolDirectory where the recording is put, as {@code console.raw} or the next name that is free; created
     *     where it is missing
     * @param deadlineScale what default deadlines are multiplied with: 1 at hardware speed, 10 under emulation; a
     *     deadline that a caller gives is kept as given
     * @throws UncheckedIOException if the recording cannot be created
     */
    public static SerialConsole open(
            SerialLine line, Path spoolDirectory, ConsoleSubject subject, double deadlineScale) {
        return open(line, spoolDirectory, subject, deadlineScale, Ticker.SYSTEM);
    }

    static SerialConsole open(
            SerialLine line, Path spoolDirectory, ConsoleSubject subject, double deadlineScale, Ticker ticker) {
        ConsoleCore core = core(line, spoolDirectory, subject, deadlineScale, ticker);
        core.start();
        return new SerialConsole(core, deadlineScale, 0);
    }

    /**
     * Goes on where another console was when it was {@linkplain #save saved}: its transcript begins with what that one had
     * printed by then, with the times at which it came.
     *
     * @param recording the folder that it was saved into
     * @throws UncheckedIOException if the recording cannot be read, or the new one not be created
     */
    public static SerialConsole resume(
            SerialLine line, Path spoolDirectory, Path recording, ConsoleSubject subject, double deadlineScale) {
        return resume(line, spoolDirectory, recording, subject, deadlineScale, Ticker.SYSTEM);
    }

    static SerialConsole resume(
            SerialLine line,
            Path spoolDirectory,
            Path recording,
            ConsoleSubject subject,
            double deadlineScale,
            Ticker ticker) {
        ConsoleCore core = core(line, spoolDirectory, subject, deadlineScale, ticker);
        try {
            core.resume(recording);
        } catch (IOException e) {
            core.close("it could not be opened");
            throw new UncheckedIOException(
                    "The recorded console of " + subject.name() + " cannot be read from " + recording, e);
        }
        core.start();
        return new SerialConsole(core, deadlineScale, 0);
    }

    private static ConsoleCore core(
            SerialLine line, Path spoolDirectory, ConsoleSubject subject, double deadlineScale, Ticker ticker) {
        if (!(deadlineScale > 0) || Double.isInfinite(deadlineScale)) {
            throw new IllegalArgumentException("deadlineScale must be positive: " + deadlineScale);
        }
        SpoolFile spool;
        try {
            spool = new SpoolFile(SpoolFile.create(spoolDirectory, "console", ".raw"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The console of " + subject.name() + " cannot be recorded in " + spoolDirectory, e);
        }
        return new ConsoleCore(line, spool, subject, ticker);
    }

    /**
     * Saves what was printed so far, with its times, for a console that is to go on from here.
     *
     * @param recording a folder that is there
     */
    public void save(Path recording) throws IOException {
        core.save(recording);
    }

    /**
     * Writes what was printed so far, and what was typed on this console, as an asciicast of version 2: a {@link Recording},
     * which asciinema plays as well. Secrets are not in it.
     *
     * @param began when the guest's power went on, by the host's clock
     * @param facts what the header is to say of the guest besides, by name
     */
    public void saveCast(Path file, Instant began, Map<String, String> facts) throws IOException {
        core.saveCast(file, began, facts);
    }

    /** Returns a new view whose cursor stands behind everything printed so far. */
    public SerialConsole fromNow() {
        return from(mark());
    }

    /**
     * Returns a new view whose cursor stands at a mark.
     *
     * @throws IndexOutOfBoundsException if the transcript has not got there yet
     */
    public SerialConsole from(Mark mark) {
        Objects.checkFromToIndex(0, mark.offset(), core.transcript().length());
        return new SerialConsole(core, deadlineScale, mark.offset());
    }

    /** Returns a new view whose cursor stands before the first byte. */
    public SerialConsole fromPowerOn() {
        return from(Mark.POWER_ON);
    }

    /** Returns a new view for what drives the root shell: recordings tell what it types from what others type. */
    public SerialConsole ofRootShell() {
        return new SerialConsole(core, deadlineScale, cursor().offset(), true);
    }

    /** Returns where the cursor of this view stands. */
    public Mark cursor() {
        synchronized (cursorLock) {
            return new Mark(cursor);
        }
    }

    /** Returns the position behind the last byte printed so far. */
    public Mark mark() {
        return transcript().end();
    }

    /** Returns everything printed since power-on. */
    public Transcript transcript() {
        return core.transcript();
    }

    /** Says that the guest's power goes on now: times count from here. Without it they count from {@link #open}. */
    public void poweredOn() {
        core.poweredOn();
    }

    /**
     * Says that a guest that was {@linkplain #resume resumed} runs on now: times go on from when it was saved.
     *
     * @return how old it was then
     */
    public Duration runsOn() {
        return Duration.ofNanos(core.runsOn());
    }

    /**
     * Waits for a text and moves the cursor behind it. The text may span lines, each ended by {@code \n}.
     *
     * <p>What was printed before the guest went is matched all the same.
     *
     * @throws ConsoleTimeoutException if it does not come within {@code timeout}
     * @throws ConsoleEndedException if the guest is gone and the text is not in what it printed
     * @throws ConsoleInterruptedException if the thread is interrupted; its interrupt flag stays set
     * @throws IllegalArgumentException if the text is empty, or holds control characters, which are never matched
     */
    public Match expect(String text, Duration timeout) {
        return expect(Expectation.of(text), timeout);
    }

    /**
     * Waits for a regular expression and moves the cursor behind its match. It is searched with
     * {@link java.util.regex.Matcher#find()}, in each line (its {@code \n} included) and in the unfinished line at the
     * end; a match may be found before the line is complete, so end the expression with {@code \n} to wait for whole
     * lines. {@code ^} is the start of a line also when the cursor stands in the middle of it. Of a line that is longer
     * than 64 KiB, at least the last 64 KiB are searched together.
     *
     * <p>It is matched on the thread that waits; however slow it is, the console goes on and nothing is lost.
     *
     * @throws ConsoleTimeoutException if it does not come within {@code timeout}
     * @throws ConsoleEndedException if the guest is gone and no match is in what it printed
     * @throws ConsoleInterruptedException if the thread is interrupted; its interrupt flag stays set
     */
    public Match expect(Pattern pattern, Duration timeout) {
        return expect(Expectation.of(pattern), timeout);
    }

    /** Waits for a text for {@link #DEFAULT_TIMEOUT}, scaled. */
    public Match expect(String text) {
        return expect(text, defaultTimeout());
    }

    /** Waits for a regular expression for {@link #DEFAULT_TIMEOUT}, scaled. */
    public Match expect(Pattern pattern) {
        return expect(pattern, defaultTimeout());
    }

    private Duration defaultTimeout() {
        return Duration.ofMillis(Math.round(DEFAULT_TIMEOUT.toMillis() * deadlineScale));
    }

    private Match expect(Expectation wanted, Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        Waiting waiting = new Waiting(core, wanted, timeout);
        while (true) {
            long from = cursor().offset();
            Search.Found found = waiting.from(from);
            synchronized (cursorLock) {
                // Another thread may have matched on this view meanwhile, and this match may lie in what it passed.
                if (found.start() >= cursor) {
                    cursor = found.end();
                    return match(found, from);
                }
            }
        }
    }

    private Match match(Search.Found found, long from) {
        StoredTranscript transcript = core.transcript();
        Mark start = new Mark(found.start());
        Mark before = new Mark(Math.max(from, found.start() - MOST_BEFORE));
        return new Match(
                start,
                new Mark(found.end()),
                transcript.timeOf(Math.max(found.start(), found.end() - 1)),
                found.text(),
                found.groups(),
                transcript.text(before, start));
    }

    /**
     * Begins to wait for bytes that only the caller can make sense of, such as an answer of the root shell. Nothing is
     * matched, and no cursor moves.
     *
     * @param wanted what is awaited, as a message calls it: {@code the end of the command "ls"}
     */
    public ByteWait awaitBytes(String wanted) {
        return new ByteWait(core, wanted);
    }

    /** Has everybody who waits on this console look again at what they wait for; see {@link ByteWait#await}. */
    public void lookAgain() {
        core.bell().ring();
    }

    /** Returns what stands at the other end. */
    public ConsoleSubject subject() {
        return core.subject();
    }

    /** Returns what default deadlines are multiplied with. */
    public double deadlineScale() {
        return deadlineScale;
    }

    /** Returns whether the text has been printed behind the cursor by now; moves nothing and does not wait. */
    public boolean hasPrinted(String text) {
        Search search = Expectation.of(text).search(core.transcript().store(), cursor().offset());
        try {
            return search.advance(core.transcript().length(), Patience.unlimited()) != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsoleInterruptedException(
                    "Interrupted while the console of " + core.subject().name() + " was searched", cursor());
        }
    }

    /**
     * Writes bytes to the guest, exactly these; blocks while the guest does not take them.
     *
     * @throws ConsoleEndedException if the guest is gone
     * @throws ConsoleInterruptedException if the thread is interrupted while it blocks; its interrupt flag stays set
     */
    public void send(byte[] bytes) {
        send(bytes, Kind.TYPED, () -> bytes.length + " bytes");
    }

    /**
     * Writes bytes to the guest as {@link #send(byte[])} does, such as a password and Enter. Recordings say no more of them than
     * that there was something; neither do messages.
     */
    public void sendSecret(byte[] bytes) {
        send(bytes, Kind.SECRET, () -> "a secret");
    }

    /** Types a text, as UTF-8, with nothing added. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8), Kind.TYPED, () -> Spoken.quoted(text));
    }

    /** Types a text and presses Enter (a carriage return). */
    public void sendLine(String text) {
        send((text + "\r").getBytes(StandardCharsets.UTF_8), Kind.TYPED, () -> Spoken.quoted(text));
    }

    private void send(byte[] bytes, Kind kind, Supplier<String> inWords) {
        try {
            core.send(bytes, !ofShell ? kind : kind.isSecret() ? Kind.SHELL_SECRET : Kind.SHELL);
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
            ConsoleInterruptedException interrupted = new ConsoleInterruptedException(
                    "Interrupted while " + core.subject().name() + " did not take " + inWords.get(), mark());
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            Ending ending = core.awaitEnding(
                    new Ending(Ending.Kind.LINE_CLOSED, "writing to its console failed: " + e.getMessage()));
            ConsoleEndedException ended = new ConsoleEndedException(
                    Failure.unsendable(core.subject(), core.transcript(), inWords.get(), ending), mark(), ending);
            ended.initCause(e);
            throw ended;
        }
    }

    /**
     * Returns how the guest went, or empty while it is there. In the first quarter of a second an end that was told may
     * still be replaced by what the guest's last lines say: a panic explains the death of its machine.
     */
    public Optional<Ending> ending() {
        return Optional.ofNullable(core.endings().known(core.ticker().nanos()));
    }

    /**
     * Returns where the console was when the guest went as {@link #ending()} says. Its last words may stand behind it, and
     * the first ones of a guest that was reset.
     */
    public Optional<Mark> endedAt() {
        long offset = core.endings().offset();
        return offset < 0 ? Optional.empty() : Optional.of(new Mark(offset));
    }

    /**
     * Ends every wait, now and later, with this reason, unless another end came first. What the guest printed before is
     * still matched: waits go on until the line has hung up and is drained, for a quarter of a second at most.
     */
    public void end(Ending ending) {
        end(ending, mark());
    }

    /**
     * The same for what is told later than it happened; it does nothing if the console was {@linkplain #revive() revived}
     * in between.
     *
     * @param at where the console was when it happened
     */
    public void end(Ending ending, Mark at) {
        core.endings().tell(ending, at.offset());
    }

    /**
     * Forgets an end that a tripwire or {@link #end} has set, after the guest was started anew on the same line; and one that
     * has happened by now and is heard of later.
     */
    public void revive() {
        core.revive();
    }

    /** Adds a tripwire, which sees all lines that are completed from now on, and at the end an unfinished one. */
    public void add(Tripwire tripwire) {
        core.add(tripwire);
    }

    /**
     * Calls a listener with every complete line, from power-on, and with an unfinished one when the line hangs up; on a
     * thread of its own, never blocking the guest. A listener that throws gets no more lines.
     */
    public Subscription onLine(Consumer<ConsoleLine> listener) {
        return core.follow(listener);
    }

    /**
     * Closes the line and ends all waits; the transcript stays readable until its file is deleted. Listeners have seen
     * all lines when this returns, unless they take more than five seconds for it.
     */
    @Override
    public void close() {
        close("the console was closed");
    }

    /**
     * Closes it as {@link #close()} does.
     *
     * @param why what those are told who go on using it
     */
    public void close(String why) {
        core.close(why);
    }
}

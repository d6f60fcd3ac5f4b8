package io.kvmguest.shell;

import io.kvmguest.console.Transcript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gets from a booting guest's console to the guest's half of a root shell that has said hello, or to a reason why not.
 *
 * <p>Nobody knows what a prompt looks like, and everybody knows what most of them look like. So the look of a line only
 * decides how long it must have stood there before it is tried out, and whether Enter is tried first; what counts is that
 * the guest computes what it is asked to.
 *
 * <p>Into a boot loader nothing is typed but Enter at a menu that waits for a choice, into a kernel nothing at all, and a
 * name and a password are given once only.
 */
final class LoginProcedure {

    /**
     * How long is waited from one look to the next, in nanoseconds: what is printed comes byte by byte, and to look at each
     * takes the host's time away from the guest that boots.
     */
    static final long BETWEEN_LOOKS = 2_000_000;

    /** How long something that ends like a prompt must stand there; the rest of a line comes sooner. */
    private static final Duration PROMPT_STANDS = Duration.ofMillis(100);

    /** The same where nothing else says that the guest has left its boot loader. */
    private static final Duration FIRST_WORD_STANDS = Duration.ofSeconds(1);

    /** How long an answer to Enter must stand there to be taken for a prompt, whatever it is. */
    private static final Duration ANSWER_STANDS = Duration.ofMillis(500);

    /** How long a question must stand there, for autologin answers it itself. */
    private static final Duration QUESTION_STANDS = Duration.ofMillis(1_500);

    /** The same for a password behind a name that was given, as what is typed sooner is thrown away. */
    private static final Duration PASSWORD_STANDS = Duration.ofMillis(300);

    /** How long what ends it all must stand there, so that the last lines show what it is. */
    private static final Duration END_STANDS = Duration.ofMillis(500);

    /** How long a boot loader's menu must stand there unchanged. */
    private static final Duration MENU_STANDS = Duration.ofSeconds(3);

    /** How long a name may take to be echoed. */
    private static final Duration ECHO = Duration.ofSeconds(2);

    private static final int MOST_NAMES = 3;

    /** After so many, the menu is not going to boot anything. */
    private static final int MOST_CHOICES = 2;

    /** How long nothing must have been printed before Enter is tried; twice as long each time. */
    private static final Duration QUIET = Duration.ofSeconds(4);

    /** How long what was typed may stay without effect. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** The same after a password was given, for a wrong one is answered late on purpose. */
    private static final Duration QUIET_AFTER_LOGIN = Duration.ofSeconds(16);

    private static final int MOST_DOUBLINGS = 4;

    /** More than this makes the wait for somebody slow no better. */
    private static final double MOST_SCALE = 3;

    /** So many times the loader is asked again whether it is there. */
    private static final int MOST_SILENCES = 4;

    /** After so many attempts without an answer from the port, the way over the console is tried. */
    private static final int PORT_ATTEMPTS = 2;

    /** No port is called so. */
    private static final String NO_PORT = "-";

    private static final byte[] ENTER = {'\n'};

    /** Boot loaders know this one only. */
    private static final byte[] RETURN = {'\r'};

    /** Rubs out what was typed of a line. */
    private static final String KILL = "\025";

    /** What a root shell of ours answers to Enter, which nobody has ended; people do not see it. */
    private static final byte[] FRAME = {0x1b, '_'};

    /** Ends such a shell: a request of six characters that wants no answer. */
    private static final byte[] END = "6 - exit\n".getBytes(StandardCharsets.US_ASCII);

    /** How long somebody who may be up already is given to say something unasked. */
    private static final Duration UNASKED = Duration.ofSeconds(1);

    /** Leaves an unfinished command, then asks for a new prompt. */
    private static final byte[] CANCEL = {3, '\n'};

    private final Link link;
    private final Link.Wait wait;
    private final Screen screen;
    private final RandomGenerator random;
    private final List<String> directories;
    private final LoginDialog dialog;
    private final double scale;
    private final long until;

    /** The way over a port, while there may be one. */
    private @Nullable PortGreeting greeting;

    private Sight sight;
    private long sightSince;
    private long lastOutput;
    private long enteredAt = -1;
    private int enters;
    private int attempts;
    private int choices;
    private boolean leftPassword;
    private boolean mayBeUp;

    /** Where a frame has come since Enter was pressed, and how far that was looked for. */
    private long frameAt = -1;

    private final long[] frameSearched = {0};

    /** What came of it: a shell that said hello, or what was seen last. */
    record Result(@Nullable Arrival arrival, Sight sight, long provenAt, int attempts) {}

    /**
     * @param from where to begin to read
     * @param directories where the guest may keep what commands print
     * @param dialog what to say where a name or a password is asked for
     * @param greeting the first words over a port; null where there is none
     * @param until when to give up
     */
    LoginProcedure(
            Link link,
            Transcript transcript,
            long from,
            double deadlineScale,
            RandomGenerator random,
            List<String> directories,
            LoginDialog dialog,
            @Nullable PortGreeting greeting,
            long until) {
        this.link = link;
        this.wait = link.waitFor("a root shell on its console");
        this.screen = new Screen(transcript, from);
        this.random = random;
        this.directories = directories;
        this.dialog = dialog;
        this.scale = Math.min(MOST_SCALE, Math.max(1, deadlineScale));
        this.until = until;
        this.greeting = greeting;
        if (!dialog.hasName()) {
            screen.heedRefusals();
        }
        this.sight = screen.look();
        this.sightSince = link.nanos();
        this.lastOutput = sightSince;
    }

    /** Takes it that somebody may be there already who has said all that he says unasked. */
    void expectAnswers() {
        screen.expectAnswers();
        mayBeUp = true;
    }

    /** Waits until there is a shell, or something to react to that is no shell, or until the time is over. */
    Result run() {
        while (true) {
            long now = link.nanos();
            if (now - until >= 0) {
                return new Result(null, sight, -1, attempts);
            }
            look(now);
            long due = due();
            if (now - due >= 0) {
                Result result = react();
                if (result != null && !ascends(result)) {
                    return result;
                }
            } else {
                wait.pause(Math.min(now + BETWEEN_LOOKS, due));
                boolean unusedMore = wait.await(screen.looked(), Math.min(due, until));
            }
        }
    }

    /** Returns what is to be seen now, also of a guest that is gone. */
    Sight lastSight() {
        return screen.look();
    }

    private void look(long now) {
        long before = screen.looked();
        Sight seen = screen.look();
        if (screen.looked() > before) {
            lastOutput = now;
        }
        if (!seen.equals(sight)) {
            sight = seen;
            sightSince = now;
        }
    }

    /** Returns when to react to what is to be seen, if it stays so. */
    private long due() {
        return switch (sight.kind()) {
            case ROOT_PROMPT, PRESS_ENTER, NOT_BOOTABLE -> sightSince;
            case PROMPT -> sightSince + nanos(screen.kernelRuns() ? PROMPT_STANDS : FIRST_WORD_STANDS);
            case LOGIN, BOOT_LOADER -> sightSince + nanos(QUESTION_STANDS);
            case PASSWORD -> sightSince + nanos(dialog.hasBegun() ? PASSWORD_STANDS : QUESTION_STANDS);
            case NEW_PASSWORD, REFUSED, INITRAMFS, EMERGENCY -> sightSince + nanos(END_STANDS);
            case BOOT_MENU -> lastOutput + nanos(MENU_STANDS);
            case COUNTDOWN -> Long.MAX_VALUE;
            case UNFINISHED -> isAnswerToEnter() ? lastOutput + nanos(ANSWER_STANDS) : whenQuiet();
            case NOTHING -> whenQuiet();
        };
    }

    private long whenQuiet() {
        if (!screen.userlandRuns()) {
            return Long.MAX_VALUE;
        }
        if (mayBeUp && (enters == 0 || isShellOfOurs())) {
            return lastOutput + nanos(UNASKED);
        }
        Duration quiet = dialog.hasBegun() ? QUIET_AFTER_LOGIN : QUIET;
        return lastOutput + (nanos(quiet) << Math.min(enters, MOST_DOUBLINGS));
    }

    private boolean isAnswerToEnter() {
        return enteredAt >= 0 && sight.offset() >= enteredAt;
    }

    private long nanos(Duration duration) {
        return (long) (duration.toNanos() * scale);
    }

    private @Nullable Result react() {
        switch (sight.kind()) {
            case NEW_PASSWORD, REFUSED, INITRAMFS, EMERGENCY, BOOT_LOADER, NOT_BOOTABLE -> {
                return end();
            }
            case LOGIN -> {
                return giveName() ? null : end();
            }
            case PASSWORD -> {
                if (dialog.owesSecret(screen.autologin())) {
                    screen.heedRefusals();
                    byte[] secret = (dialog.secret() + '\n').getBytes(StandardCharsets.UTF_8);
                    type(() -> link.sendSecret(secret, wait));
                } else if (dialog.owesName() && !leftPassword) {
                    // Asked for by somebody else's Enter at the login prompt, which comes again.
                    leftPassword = true;
                    type(ENTER);
                } else {
                    return end();
                }
            }
            case BOOT_MENU -> {
                if (choices == MOST_CHOICES) {
                    return end();
                }
                choices++;
                type(RETURN);
            }
            case COUNTDOWN -> throw new AssertionError("a countdown is never due");
            case ROOT_PROMPT, PROMPT -> {
                return knock();
            }
            case UNFINISHED -> {
                if (isAnswerToEnter()) {
                    return knock();
                }
                pressEnter();
            }
            case PRESS_ENTER -> pressEnter();
            case NOTHING -> {
                if (mayBeUp && isShellOfOurs()) {
                    type(END);
                    enteredNow();
                    type(ENTER);
                    return null;
                }
                // Not every shell has a prompt. One without gives no answer to Enter.
                if (enters > 0) {
                    enters++;
                    return knock();
                }
                pressEnter();
            }
        }
        return null;
    }

    /** Returns whether Enter was answered by the guest's half of a root shell, left by somebody who is gone. */
    private boolean isShellOfOurs() {
        if (frameAt < 0 && enteredAt >= 0) {
            frameAt = search(FRAME, frameSearched);
        }
        return frameAt >= 0;
    }

    private void enteredNow() {
        enteredAt = screen.looked();
        frameSearched[0] = enteredAt;
        frameAt = -1;
    }

    private Result end() {
        return new Result(null, sight, -1, attempts);
    }

    private void pressEnter() {
        enters++;
        enteredNow();
        type(ENTER);
    }

    private void type(byte[] bytes) {
        type(() -> link.send(bytes, wait));
    }

    /** Types something and forgets what was seen before. */
    private void type(Runnable typing) {
        screen.clear();
        typing.run();
        lastOutput = link.nanos();
        look(lastOutput);
    }

    /**
     * Types a name and, when it stands there, Enter: a getty throws away what comes too early.
     *
     * @return whether it stands there
     */
    private boolean giveName() {
        if (!dialog.owesName()) {
            return false;
        }
        String name = dialog.name();
        for (int i = 0; i < MOST_NAMES; i++) {
            long from = link.end();
            if (i > 0) {
                link.send(KILL.getBytes(StandardCharsets.US_ASCII), wait);
            }
            link.send(name.getBytes(StandardCharsets.UTF_8), wait);
            if (awaitEcho(name, from, Math.min(until, link.nanos() + nanos(ECHO)))) {
                dialog.nameGiven();
                screen.heedRefusals();
                type(ENTER);
                return true;
            }
        }
        return false;
    }

    private boolean awaitEcho(String text, long from, long deadline) {
        while (true) {
            long end = link.end();
            if (screen.textSince(from).contains(text)) {
                return true;
            } else if (!wait.await(end, deadline)) {
                return false;
            }
        }
    }

    /** Has a shell that is not root's become root's, if that can be; all goes on from there then. */
    private boolean ascends(Result result) {
        if (!(result.arrival() instanceof Arrival.OnConsole shell) || shell.uid() == 0 || !dialog.canAscend()) {
            return false;
        }
        Wire wire = new Wire(link, shell.signature(), result.provenAt(), PATIENCE);
        screen.clear();
        screen.heedRefusals();
        wire.send(wire.nextTag(), dialog.ascent(), wait);
        lastOutput = link.nanos();
        look(lastOutput);
        return true;
    }

    /** Tries whether a shell is there; returns null if it is none, or did not hear. */
    private @Nullable Result knock() {
        Sight prompt = sight;
        attempts++;
        screen.expectAnswers();
        Addition addition = Addition.random(random);
        long from = screen.looked();
        screen.clear();
        String port = greeting == null ? NO_PORT : greeting.shell().port().name();
        if (greeting != null) {
            greeting.accept(addition.sum());
        }
        link.send(ServerScript.loader(addition, port).getBytes(StandardCharsets.US_ASCII), wait);
        byte[] proof = ServerScript.proof(addition).getBytes(StandardCharsets.US_ASCII);
        PortHello hello = awaitProof(proof, from, Math.min(until, link.nanos() + nanos(PATIENCE)));
        if (hello == null && !hasProof(proof, from)) {
            // Lost, or cut in two by the kernel; a loader that runs repeats its proof for any line.
            from = link.end();
            link.send(attempts % 2 == 1 ? ENTER : CANCEL, wait);
            hello = awaitProof(proof, from, Math.min(until, link.nanos() + nanos(PATIENCE)));
            if (hello == null && !hasProof(proof, from)) {
                if (attempts >= PORT_ATTEMPTS) {
                    greeting = null;
                }
                goOn();
                return null;
            }
        }
        if (hello == null && greeting != null) {
            from = link.end();
            link.send(ServerScript.loaderWithoutSetsid(addition, port).getBytes(StandardCharsets.US_ASCII), wait);
            hello = awaitProof(proof, from, Math.min(until, link.nanos() + nanos(PATIENCE)));
        }
        return hello == null
                ? start(prompt, proof)
                : new Result(new Arrival.OnPort(hello), prompt, link.end(), attempts);
    }

    /** Waits until either the proof is on the console or a shell on the port has said hello, which is returned. */
    private @Nullable PortHello awaitProof(byte[] proof, long from, long deadline) {
        PortGreeting port = greeting;
        if (port == null) {
            long unused = awaitText(proof, from, deadline);
            return null;
        }
        long[] searched = {from};
        while (true) {
            PortHello hello = port.heard();
            if (hello != null && port.isProven(hello)) {
                return hello;
            }
            if (search(proof, searched) >= 0) {
                return null; // there is no such port, or not for this user, and the shell waits for us on the console
            }
            long end = link.end();
            if (!wait.await(() -> port.hasNews() || link.end() > end, deadline)) {
                return null;
            }
        }
    }

    private @Nullable Result start(Sight prompt, byte[] proof) {
        Signature signature = Signature.random(random);
        String line = ServerScript.start(signature, "kvmguest." + Signature.letters(random, 8), directories);
        long from = link.end();
        FrameReader reader = new FrameReader(link, signature, from);
        link.send(line.getBytes(StandardCharsets.US_ASCII), wait);
        for (int silences = 0; link.nanos() - until < 0 && silences < MOST_SILENCES; ) {
            Frame frame = awaitFrame(reader, Math.min(until, link.nanos() + nanos(PATIENCE)));
            Hello hello = frame == null ? null : Hello.of(frame);
            if (hello != null) {
                return new Result(new Arrival.OnConsole(signature, hello), prompt, reader.position(), attempts);
            }
            if (frame != null) {
                // It is there, but its hello was damaged.
                // Unlike other requests, this one may be made twice with one tag.
                new Wire(link, signature, reader.position(), PATIENCE).send(0, "h;L=", wait);
            } else if (hasProof(proof, from)) {
                from = link.end();
                link.send(line.getBytes(StandardCharsets.US_ASCII), wait);
            } else {
                silences++;
                link.send(ENTER, wait);
            }
        }
        // Whoever reads this is not the loader any more: all begins anew.
        link.send(CANCEL, wait);
        goOn();
        return null;
    }

    /** Reacts from now on to what is to be seen now. */
    private void goOn() {
        look(link.nanos());
        lastOutput = link.nanos();
    }

    private @Nullable Frame awaitFrame(FrameReader reader, long deadline) {
        while (true) {
            Frame frame = reader.poll();
            if (frame != null || !wait.await(reader.position(), deadline)) {
                return frame;
            }
        }
    }

    /** Returns whether the proof stands behind an offset, also where the kernel has printed in the middle of it. */
    private boolean hasProof(byte[] proof, long from) {
        return awaitText(proof, from, link.nanos()) >= 0
                || screen.textSince(from).contains(new String(proof, StandardCharsets.US_ASCII));
    }

    /** Returns where a text stands behind an offset, or -1 when it has not come in time. */
    private long awaitText(byte[] text, long from, long deadline) {
        long[] searched = {from};
        while (true) {
            long end = link.end();
            long at = search(text, searched);
            if (at >= 0 || !wait.await(end, deadline)) {
                return at;
            }
        }
    }

    /** Returns where a text stands behind an offset, which is moved on, or -1. */
    private long search(byte[] text, long[] searched) {
        long end = link.end();
        byte[] raw = link.bytes(searched[0], end);
        for (int i = 0; i <= raw.length - text.length; i++) {
            if (Arrays.equals(raw, i, i + text.length, text, 0, text.length)) {
                return searched[0] + i;
            }
        }
        searched[0] = Math.max(searched[0], end - text.length + 1);
        return -1;
    }
}

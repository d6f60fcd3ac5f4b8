package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The shell that stands at the console's prompt while commands run elsewhere: a test may type there what it likes, and the
 * next one finds the prompt again.
 */
final class ConsoleShell {

    private static final String LOOK = GuestScript.read("console.sh");
    private static final String PROMPT = "prompt";
    private static final String BUSY = "busy ";

    /** As a hang-up does, and for what does not care, the way that nobody can refuse. */
    private static final String END = "[ -n \"$T\" ]&&{ kill -HUP -$T;kill -CONT -$T;sleep 0.1;kill -KILL -$T;}";

    /** A shell needs a moment to take its terminal back, and a line editor to set it up. */
    private static final int ENOUGH_LOOKS = 4;

    private static final int MOST_LOOKS = 30;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final ControlShell control;
    private final long pid;
    private String settings = "";

    /** Whether they were seen twice. */
    private boolean confirmed;

    /**
     * @param pid its process id
     */
    ConsoleShell(ControlShell control, long pid) {
        this.control = control;
        this.pid = pid;
    }

    /** One whose terminal's settings are known already. */
    ConsoleShell(ControlShell control, long pid, String settings) {
        this(control, pid);
        this.settings = settings;
        this.confirmed = !settings.isEmpty();
    }

    long pid() {
        return pid;
    }

    /** Returns what its terminal is like, if that was seen twice; empty if not. */
    String settings() {
        return confirmed ? settings : "";
    }

    /** Whether it is there. */
    enum State {
        READY,
        GONE
    }

    /**
     * Sees to it that it stands at its prompt, with its terminal as it was.
     *
     * @param type types a line on the console
     * @param repairs is told what had to be done for it
     * @return whether it is there
     */
    State restore(Consumer<String> type, Consumer<String> repairs, ByteWait wait) {
        String seen = look(wait);
        boolean wasBusy = seen.startsWith(BUSY);
        if (wasBusy) {
            String programs = seen.substring(BUSY.length());
            String unused = control.ask("L=" + pid + "\n" + LOOK + "\n" + END, wait);
            seen = settle(wait);
            repairs.accept("ended what had the console: " + programs);
        }
        if (!seen.startsWith(PROMPT)) {
            return State.GONE;
        }
        if (settings.isEmpty()) {
            settings = seen;
        } else if (!wasBusy && seen.equals(settings)) {
            confirmed = true;
        } else if (!wasBusy && !confirmed) {
            // The first look may have been too early, when the shell was about to set its terminal up.
            settings = settle(wait);
        } else if (wasBusy || !settle(wait).equals(settings)) {
            // Run by the shell itself, for a line editor puts back what it found when the line is over.
            type.accept(" stty sane");
            settings = settle(wait);
            if (!wasBusy) {
                repairs.accept("restored the settings of the console's terminal");
            }
        }
        return State.READY;
    }

    /** Returns what it is about when that has not changed for a moment. */
    private String settle(ByteWait wait) {
        String last = look(wait);
        int same = 1;
        for (int i = 0; i < MOST_LOOKS && same < ENOUGH_LOOKS; i++) {
            boolean unused = wait.await(() -> false, BETWEEN_LOOKS);
            String now = look(wait);
            same = now.equals(last) && !now.startsWith(BUSY) ? same + 1 : 1;
            last = now;
        }
        return last;
    }

    private String look(ByteWait wait) {
        return control.ask("L=" + pid + "\n" + LOOK, wait);
    }
}

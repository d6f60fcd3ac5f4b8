package io.kvmguest.console;

/**
 * How long one attempt to match a regular expression may take once the deadline of its wait has passed: expressions such
 * as {@code (a+)+b} take years on a single line, and {@link java.util.regex.Matcher} cannot be asked to stop.
 */
final class Patience {

    /** Long enough for any sane expression on a line of 64 KiB, on a busy host. */
    static final long MOST_NANOS_PER_LINE = 1_000_000_000;

    private static final int STEPS_PER_LOOK = 1 << 14;

    private final Ticker ticker;
    private final long deadline;
    private long attemptStarted;
    private int steps;

    /**
     * @param deadline when the wait is over, on the ticker
     */
    Patience(Ticker ticker, long deadline) {
        this.ticker = ticker;
        this.deadline = deadline;
    }

    /** Gives up for an interrupt only. */
    static Patience unlimited() {
        return new Patience(Ticker.SYSTEM, System.nanoTime() + Long.MAX_VALUE / 2);
    }

    /** Says that an attempt on another line begins. */
    void newAttempt() {
        steps = 0;
        attemptStarted = Long.MIN_VALUE;
    }

    /** Says that the attempt looks at one character more. */
    void step() {
        if (++steps >= STEPS_PER_LOOK) {
            steps = 0;
            look();
        }
    }

    private void look() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LostException();
        }
        long now = ticker.nanos();
        if (attemptStarted == Long.MIN_VALUE) {
            attemptStarted = now;
        } else if (now - deadline > 0 && now - attemptStarted > MOST_NANOS_PER_LINE) {
            throw new LostException();
        }
    }

    /** Thrown out of the middle of a match. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostException() {
            super(null, null, false, false);
        }
    }
}

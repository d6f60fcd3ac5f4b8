package io.kvmguest.images;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows people what is being done, step by step with the seconds that each takes. On a terminal the current step counts
 * on; elsewhere a step is a line when it is done, and a sign of life every ten seconds before.
 */
final class Progress implements AutoCloseable {

    private static final long PLAIN_SIGN_OF_LIFE = Duration.ofSeconds(10).toNanos();
    private static final int COLUMN = 48;

    private final PrintWriter out;
    private final Style style;
    private final LongSupplier nanoTime;
    private final @Nullable ScheduledExecutorService ticker;
    private @Nullable String step;
    private long stepStart;
    private long lastSign;

    /** Where it is shown. */
    enum Style {
        TERMINAL,
        PLAIN
    }

    /** With a thread that shows signs of life. */
    static Progress to(PrintWriter out, Style style) {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kvmguest-progress");
            thread.setDaemon(true);
            return thread;
        });
        Progress progress = new Progress(out, style, System::nanoTime, ticker);
        var unused = ticker.scheduleAtFixedRate(progress::tick, 1, 1, TimeUnit.SECONDS);
        return progress;
    }

    Progress(PrintWriter out, Style style, LongSupplier nanoTime, @Nullable ScheduledExecutorService ticker) {
        this.out = out;
        this.style = style;
        this.nanoTime = nanoTime;
        this.ticker = ticker;
    }

    /** Ends the step before, and begins one. */
    synchronized void step(String what) {
        end();
        step = what;
        stepStart = nanoTime.getAsLong();
        lastSign = stepStart;
        if (style == Style.TERMINAL) {
            print(what, "...", "");
        }
    }

    /** Ends the current step. */
    synchronized void end() {
        if (step != null) {
            print(step, seconds("%.1f s"), "\n");
            step = null;
        }
    }

    /** Ends the current step as the one that failed. */
    synchronized void fail() {
        if (step != null) {
            print(step, seconds("failed after %.1f s"), "\n");
            step = null;
        }
    }

    /** Says something between the steps. */
    synchronized void say(String line) {
        end();
        out.print(line + "\n");
        out.flush();
    }

    /** Called once a second. */
    synchronized void tick() {
        if (step == null) {
            return;
        }
        if (style == Style.TERMINAL) {
            print(step, seconds("%.0f s"), "");
        } else if (nanoTime.getAsLong() - lastSign >= PLAIN_SIGN_OF_LIFE) {
            lastSign = nanoTime.getAsLong();
            print(step, seconds("%.0f s so far"), "\n");
        }
    }

    private void print(String what, String state, String end) {
        String line = String.format(Locale.ROOT, "  %-" + COLUMN + "s %s", what, state);
        out.print(style == Style.TERMINAL ? "\r" + line + "\033[K" + end : line + end);
        out.flush();
    }

    private String seconds(String format) {
        return String.format(Locale.ROOT, format, (nanoTime.getAsLong() - stepStart) / 1e9);
    }

    @Override
    public void close() {
        end();
        if (ticker != null) {
            ticker.shutdownNow();
        }
    }
}

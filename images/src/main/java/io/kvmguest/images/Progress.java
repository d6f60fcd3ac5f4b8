package io.kvmguest.images;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final long TERMINAL_FRAME = Duration.ofMillis(100).toNanos();
    private static final int COLUMN = 48;
    private static final int BAR = 20;

    private final PrintWriter out;
    private final Style style;
    private final LongSupplier nanoTime;
    private final @Nullable ScheduledExecutorService ticker;
    private @Nullable String step;
    private long stepStart;
    private long lastSign;
    private String part = "";

    /** Where it is shown. */
    enum Style {
        TERMINAL,
        PLAIN;

        /** Returns the style that suits standard error. */
        static Style ofStandardError() {
            boolean dumb = "dumb".equals(System.getenv("TERM")) || System.getenv("CI") != null;
            return !dumb && isTerminal() ? TERMINAL : PLAIN;
        }

        /** System.console() tells of standard input as well, and from Java 22 on it is never null. */
        private static boolean isTerminal() {
            try {
                return Files.readSymbolicLink(Path.of("/proc/self/fd/2"))
                        .toString()
                        .matches("/dev/(pts/\\d+|tty.*|console)");
            } catch (IOException | UnsupportedOperationException e) {
                return false;
            }
        }
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
        part = "";
        stepStart = nanoTime.getAsLong();
        lastSign = stepStart;
        if (style == Style.TERMINAL) {
            print(what, "...", "");
        }
    }

    /**
     * Says how far the current step is.
     *
     * @param done how many bytes
     * @param total of how many, or negative if that is not known
     */
    synchronized void part(long done, long total) {
        part = total > 0 ? bar(done, total) : megabytes(done);
        if (step != null && style == Style.TERMINAL && nanoTime.getAsLong() - lastSign >= TERMINAL_FRAME) {
            lastSign = nanoTime.getAsLong();
            print(step, part, "");
        }
    }

    private static String bar(long done, long total) {
        int filled = (int) Math.min(BAR, BAR * done / total);
        return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "] "
                + String.format(Locale.ROOT, "%3d %% of %s", Math.min(100, 100 * done / total), megabytes(total));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
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

    /** Ends the current step as one that was not done, and says why. */
    synchronized void skip(String why) {
        if (step != null) {
            print(step, why, "\n");
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
            print(step, part.isEmpty() ? seconds("%.0f s") : part, "");
        } else if (nanoTime.getAsLong() - lastSign >= PLAIN_SIGN_OF_LIFE) {
            lastSign = nanoTime.getAsLong();
            print(step, seconds("%.0f s so far") + (part.isEmpty() ? "" : ", " + part), "\n");
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

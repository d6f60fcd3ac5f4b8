package io.kvmguest.qemu;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Reads what the {@link ProbeProgram} prints, and when. */
final class ProbeReading {

    private final LongSupplier nanoTime;
    private final StringBuilder answer = new StringBuilder();
    private State state = State.FIRMWARE;
    private int parts;
    private long begin;
    private long end;

    private enum State {
        FIRMWARE,
        RUNNING,
        COMPLETE
    }

    ProbeReading(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes what was read. */
    void accept(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            accept((char) bytes[i]);
        }
    }

    private void accept(char printed) {
        if (state == State.FIRMWARE) {
            if (printed == '{') {
                state = State.RUNNING;
                begin = nanoTime.getAsLong();
            }
        } else if (state == State.RUNNING) {
            switch (printed) {
                case '.' -> parts++;
                case '}' -> {
                    state = State.COMPLETE;
                    end = nanoTime.getAsLong();
                }
                default -> answer.append(printed);
            }
        }
    }

    boolean isRunning() {
        return state != State.FIRMWARE;
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** Returns how many parts are done. */
    int parts() {
        return parts;
    }

    /** Returns how long it has run, until now or to its end; zero if it does not yet. */
    Duration time() {
        return switch (state) {
            case FIRMWARE -> Duration.ZERO;
            case RUNNING -> Duration.ofNanos(nanoTime.getAsLong() - begin);
            case COMPLETE -> Duration.ofNanos(end - begin);
        };
    }

    String answer() {
        return answer.toString();
    }
}

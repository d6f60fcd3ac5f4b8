package io.kvmguest.boot;

import java.time.Instant;
import java.util.Objects;

/**
 * Where a boot comes from.
 *
 * @param isRecorded whether another guest has booted, of which this one is a clone or a replay: durations are that one's,
 *     measured when the host was doing something else
 * @param at when it began, by the host's clock
 * @param where the process and the host that it ran on
 * @param remark why this guest was booted though it could have been a clone, or what it is a replay of; empty if there is
 *     nothing to say
 */
public record BootOrigin(boolean isRecorded, Instant at, String where, String remark) {

    public BootOrigin {
        Objects.requireNonNull(at, "at must not be null");
        Objects.requireNonNull(where, "where must not be null");
        Objects.requireNonNull(remark, "remark must not be null");
    }

    /** Returns it in words: {@code cold boot} or {@code recorded 2026-11-26T20:26:56Z by process 4711 on ci-3}. */
    @Override
    public String toString() {
        if (isRecorded) {
            return "recorded " + at + " by " + where;
        }
        return remark.isEmpty() ? "cold boot" : "cold boot (" + remark + ")";
    }
}

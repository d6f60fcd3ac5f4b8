package io.kvmguest.contract;

import java.time.Duration;

/**
 * What came of a check.
 *
 * @param took how long it took with the guests' starts; zero if it was not claimed
 * @param message what was seen where it failed, what is not claimed where that is so; else empty
 */
public record CheckResult(NetworkCheck check, Outcome outcome, Duration took, String message) {

    /** What can come of a check. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** It is about something that the configurator does not claim to do: it was not run, and has not passed. */
        NOT_CLAIMED
    }
}

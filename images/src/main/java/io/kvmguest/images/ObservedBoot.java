package io.kvmguest.images;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What there was to see when an image booted.
 *
 * @param console all that its console printed
 * @param root how long it took to a proven root shell, if it got there
 * @param failure why it did not; empty if it did
 * @param facts what the guest says of itself: {@code cmdline}, {@code nics}, {@code waits}; empty without a root shell
 */
record ObservedBoot(String console, Optional<Duration> root, String failure, Map<String, String> facts) {

    ObservedBoot {
        facts = Map.copyOf(facts);
    }
}

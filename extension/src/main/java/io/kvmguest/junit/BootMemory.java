package io.kvmguest.junit;

import io.kvmguest.GuestBootException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which guests failed to boot in this run: a boot that fails after minutes would fail as slowly for each
 * further class. Only boots are remembered; that there is no QEMU, or no image, is found out at once every time.
 */
final class BootMemory {

    private record Failure(String place, GuestBootException cause) {}

    private final Map<Wanted, Failure> failures = new ConcurrentHashMap<>();

    /**
     * Makes sure that a guest has not failed to boot before.
     *
     * @throws FailedBeforeException if it has
     */
    void requireNotFailed(Declaration declaration) {
        Failure failure = failures.get(key(declaration));
        if (failure != null) {
            throw new FailedBeforeException(failure.place(), failure.cause());
        }
    }

    void failed(Declaration declaration, GuestBootException cause) {
        failures.putIfAbsent(key(declaration), new Failure(declaration.place(), cause));
    }

    /** Guests of different names, and evidence in different folders, are the same guest here. */
    private static Wanted key(Declaration declaration) {
        return declaration.wanted().anonymous();
    }
}

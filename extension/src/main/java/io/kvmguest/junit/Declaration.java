package io.kvmguest.junit;

import java.util.List;

/**
 * A guest that someone asked for, and where.
 *
 * @param wanted what it is to be
 * @param networks what its cards are connected to, the first one's first
 * @param whenUnavailable what becomes of the tests if this host cannot run it
 * @param text how it was asked for: {@code @KvmGuest("debian-12")}
 * @param place whose it is: {@code RoutingTest}, {@code RoutingTest.survives()}
 * @param source what asked for it: the annotated class or method, or the extension in a field
 * @param reset for how long tests share it, where it stands on a class
 */
record Declaration(
        Wanted wanted,
        List<String> networks,
        WhenUnavailable whenUnavailable,
        String text,
        String place,
        Object source,
        Reset reset) {

    String name() {
        return wanted.name();
    }
}

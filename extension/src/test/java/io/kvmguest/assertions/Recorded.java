package io.kvmguest.assertions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Outputs that real tools gave. */
final class Recorded {

    static final String IPROUTE2_ADDR = text("ip-addr-iproute2.txt");
    static final String BUSYBOX_ADDR = text("ip-addr-busybox.txt");
    static final String IPROUTE2_ROUTE = text("ip-route-4-iproute2.txt");
    static final String BUSYBOX_ROUTE = text("ip-route-4-busybox.txt");
    static final String IPROUTE2_ROUTE6 = text("ip-route-6-iproute2.txt");
    static final String BUSYBOX_ROUTE6 = text("ip-route-6-busybox.txt");
    static final String COREUTILS_PROCESSES = text("proc-coreutils.bin");
    static final String BUSYBOX_PROCESSES = text("proc-busybox.bin");
    static final String TCP = text("proc-net-tcp.bin");
    static final String UDP = text("proc-net-udp.bin");

    private Recorded() {}

    static String text(String name) {
        try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

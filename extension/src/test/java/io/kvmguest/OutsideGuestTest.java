package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What guests have of the world outside, and what that has of them. */
@Tag("guest")
class OutsideGuestTest {

    private static String read(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Guest start(GuestSpec spec) {
        Guest guest = Guest.start(spec);
        guest.shell()
                .run("ip link set eth1 up && ip addr add 10.0.2.15/24 dev eth1")
                .requireSuccess();
        return guest;
    }

    /** Has the guest connect to the host, and returns whether that came about. */
    private static boolean reachesTheHost(Guest guest) throws IOException {
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host.setSoTimeout(15_000);
            CompletableFuture<Boolean> connected = CompletableFuture.supplyAsync(() -> accepts(host));
            guest.shell().run("timeout 10 nc 10.0.2.2 " + host.getLocalPort() + " </dev/null");
            return connected.join();
        }
    }

    private static boolean accepts(ServerSocket host) {
        try (Socket socket = host.accept()) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // nobody came
        }
    }

    @Test
    void ports_are_forwarded_to_each_clone_and_nobody_else_is_reached() throws IOException {
        GuestSpec spec = GuestSpec.of("mini").name("served").forwards(80, 81);
        try (Guest one = start(spec);
                Guest other = start(spec)) {
            for (Guest each : new Guest[] {one, other}) {
                each.shell().start("nc -l -p 80 -e echo guest " + each.pid());
                each.shell().run("until netstat -ltn | grep -q :80; do :; done").requireSuccess();
            }
            assertThat(one.forwarded(80)).isNotEqualTo(other.forwarded(80)).isNotEqualTo(one.forwarded(81));
            assertThat(read(one.forwarded(80))).isEqualTo("guest " + one.pid() + "\n");
            assertThat(read(other.forwarded(80))).isEqualTo("guest " + other.pid() + "\n");
            assertThat(reachesTheHost(one)).isFalse();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> one.forwarded(22))
                    .withMessage(
                            "Guest 'served' (image mini): port 22 is not forwarded. Forwarded are [80, 81]: say so with"
                                    + " forwards = 22");
        }
    }

    @Test
    void the_host_is_reached_where_that_is_asked_for() throws IOException {
        try (Guest guest = start(GuestSpec.of("mini").name("opened").outside(Outside.OPEN))) {
            assertThat(reachesTheHost(guest)).isTrue();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> guest.forwarded(22))
                    .withMessage(
                            "Guest 'opened' (image mini): port 22 is not forwarded. Forwarded are none: say so with"
                                    + " forwards = 22");
        }
    }

    @Test
    void there_is_nothing_by_default() {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            assertThat(guest.nics()).hasSize(1);
            assertThat(guest.commandLine()).noneMatch(word -> word.startsWith("user,"));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> GuestSpec.of("mini").forwards(0))
                .withMessage("a port must be from 1 to 65535, but was 0");
    }
}

package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A network configurator under test: a script of iproute2 commands, before and after. */
@KvmGuest(value = "debian-12", nics = 2)
class NetworkScriptTest {

    @Test
    void bringsUpAnUplinkAndARoute(RootShell root) throws IOException {
        assertThat(root).hasInterface("eth1").isDown();
        assertThat(root).hasNoRoute("198.51.100.0/24");

        assertThat(root.run(Command.of("sh -s -- eth1").stdin(configurator()))).succeeded();

        assertThat(root)
                .hasInterface("eth1")
                .isUp()
                .withAddress("192.0.2.10/24")
                .hasMtu(1400);
        assertThat(root).hasRoute("198.51.100.0/24").via("192.0.2.1").dev("eth1");
    }

    @Test
    void saysWhichInterfaceItMisses(RootShell root) throws IOException {
        assertThat(root.run(Command.of("sh -s -- eth7").stdin(configurator())))
                .failedWith(1)
                .stderrContains("eth7");
    }

    private static byte[] configurator() throws IOException {
        try (var script = NetworkScriptTest.class.getResourceAsStream("/uplink.sh")) {
            return new String(script.readAllBytes(), UTF_8).getBytes(UTF_8);
        }
    }
}

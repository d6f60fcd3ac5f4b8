package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every question asked of real guests: of busybox alone, and of a whole Debian. */
@Tag("guest")
class GuestAssertionsGuestTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void hold_on_a_real_guest(String image) {
        try (Guest guest = Guest.start(GuestSpec.of(image).name("subject"))) {
            boot(guest);
            network(guest.shell());
            files(guest.shell());
            processesAndPorts(guest.shell());
            services(guest.shell(), image);
            console(guest);
            end(guest);
        }
    }

    private static void boot(Guest guest) {
        assertThat(guest).isAlive();
        assertThat(guest.bootLog())
                .reached(BootPhase.ROOT_SHELL)
                .hasNoKernelProblems()
                .hasNoFailedUnits()
                .printedInOrder("Linux version", "Run /init as init process")
                .hasKernelMessageMatching("^Linux version 6\\.");
        assertThat(guest).bootLog().didNotPrint("Kernel panic");
    }

    private static void network(RootShell root) {
        assertThat(root).hasInterface("lo").hasMtu(65536);
        assertThat(root.run("ip link set lo up && ip link add br0 type bridge && ip addr add 10.0.0.1/24 dev br0"
                        + " && ip addr add fd00::1/64 dev br0 && ip link set br0 up"
                        + " && ip route add 10.1.0.0/16 via 10.0.0.2 metric 7"))
                .succeeded();
        assertThat(root)
                .within(SOON)
                .hasInterface("br0")
                .isUp()
                .withAddress("10.0.0.1/24")
                .withAddress("fd00::1")
                .and()
                .hasRoute("10.1.0.0/16")
                .via("10.0.0.2")
                .dev("br0")
                .metric(7);
        assertThat(root).hasRoute("10.0.0.0/24").withoutGateway().src("10.0.0.1");
        assertThat(root).hasNoDefaultRoute().hasNoInterface("br1").hasNoAddress("10.0.0.2");
        assertThat(root).canReach("127.0.0.1").canReach("10.0.0.1").cannotReach("10.0.0.2");

        assertThat(expectAssertionError(
                        () -> assertThat(root).hasInterface("br0").hasMtu(1)))
                .hasMessageStartingWith("\nExpecting:\n  Guest 'subject' (image ")
                .hasMessageContaining("\nbut it was:\n  br0: up, ");

        root.run("(sleep 2; ip addr del 10.0.0.1/24 dev br0) >/dev/null 2>&1 &").requireSuccess();
        assertThat(root).within(SOON).hasNoAddress("10.0.0.1");
    }

    private static void files(RootShell root) {
        root.run("printf 'one\\ntwo' > /tmp/note && chmod 4750 /tmp/note && ln -s nowhere /tmp/link")
                .requireSuccess();
        assertThat(root)
                .hasFile("/tmp/note")
                .withMode("4750")
                .ownedBy("root:root")
                .withContent("one\ntwo");
        assertThat(root).hasDirectory("/tmp").ownedBy("0");
        assertThat(root).hasNoFile("/tmp/nothing");
        assertThat(expectAssertionError(() -> assertThat(root).hasNoFile("/tmp/link")))
                .hasMessageContaining("a symbolic link that leads nowhere");
    }

    private static void processesAndPorts(RootShell root) {
        root.run("sleep 1000 >/dev/null 2>&1 & echo $! > /tmp/pid").requireSuccess();
        assertThat(root).hasProcess("sleep").hasNoProcess("nonesuch").doesNotListenOn(7000);
        root.run("kill $(cat /tmp/pid)").requireSuccess();
        assertThat(root).within(SOON).hasNoProcess("sleep");
    }

    private static void services(RootShell root, String image) {
        if (image.equals("mini")) {
            assertThat(expectAssertionError(() -> assertThat(root).hasActiveService("ssh")))
                    .hasMessageContaining("only systemd tells it");
            return;
        }
        assertThat(root)
                .within(SOON)
                .hasActiveService("systemd-journald")
                .hasNoActiveService("nonesuch")
                .hasProcess("systemd-journald");
        root.run("printf '[Service]\\nExecStart=/bin/sh -c \"echo oh no; exit 3\"\\n'"
                        + " > /run/systemd/system/broken.service; systemctl daemon-reload; systemctl start broken")
                .requireSuccess();
        assertThat(root).within(SOON).hasNoActiveService("broken");
        assertThat(expectAssertionError(() -> assertThat(root).hasActiveService("broken")))
                .hasMessageContaining("failed (failed), result exit-code")
                .hasMessageContaining("systemctl status:\n")
                .hasMessageContaining("oh no");
    }

    private static void console(Guest guest) {
        assertThat(guest).console().hasPrinted("Linux version");
        var console = guest.console();
        guest.shell()
                .run("(sleep 1; echo ready > /dev/ttyS0) >/dev/null 2>&1 &")
                .requireSuccess();
        assertThat(console).within(SOON).hasPrinted("ready");
        // That something is not printed takes all of the time.
        assertThat(console).within(Duration.ofSeconds(1)).hasNotPrinted("steady");
    }

    private static void end(Guest guest) {
        RootShell root = guest.shell();
        guest.qmp().execute("quit");
        assertThat(guest).within(SOON).isNotAlive();
        thenThrownBy(() -> assertThat(root).within(SOON).hasInterface("lo")).isInstanceOf(ConsoleEndedException.class);
        assertThat(expectAssertionError(() -> assertThat(guest).isAlive()))
                .hasMessageStartingWith("\nExpecting:\n  Guest 'subject' (image ")
                .hasMessageContaining("\nto be alive but:\n");
    }
}

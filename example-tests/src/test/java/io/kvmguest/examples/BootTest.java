package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.Test;

@KvmGuest("debian-12")
class BootTest {

    @Test
    void bootsWithoutComplaint(Guest guest) {
        assertThat(guest.bootLog())
                .reached(BootPhase.ROOT_SHELL)
                .hasNoKernelProblems()
                .printedInOrder("Linux version", "systemd[1]", "Reached target");
    }

    @Test
    void setsAnAddress(RootShell root) {
        assertThat(root.run("ip addr add 10.0.0.1/24 dev eth0")).succeeded();
        assertThat(root).hasInterface("eth0").withAddress("10.0.0.1/24");
    }
}

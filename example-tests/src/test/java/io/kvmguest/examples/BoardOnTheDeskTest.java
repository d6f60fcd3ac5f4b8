package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.Board;
import io.kvmguest.junit.SerialBoard;
import io.kvmguest.junit.WhenUnavailable;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.Test;

/** The same tests on a board; they are skipped where none is named, by {@code -Drouter.port=/dev/ttyUSB0}. */
@SerialBoard(port = "${router.port}", baud = 115_200, name = "router", whenUnavailable = WhenUnavailable.SKIP)
class BoardOnTheDeskTest {

    @Test
    void setsAnAddress(RootShell root) {
        assertThat(root.run("ip addr add 10.0.0.1/24 dev lo")).succeeded();
        assertThat(root).hasInterface("lo").withAddress("10.0.0.1/24");
        root.run("ip addr del 10.0.0.1/24 dev lo").requireSuccess();
    }

    @Test
    void comesBack(Board router) {
        router.reboot();
        assertThat(router.bootLog()).hasNoKernelProblems();
    }
}

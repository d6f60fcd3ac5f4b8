package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.Guest;
import io.kvmguest.Template;
import io.kvmguest.junit.KvmGuest;
import org.junit.jupiter.api.Test;

/** One state, and several ways to go on from it. */
@KvmGuest("mini")
class SnapshotTest {

    @Test
    void goesOnFromOneStateInSeveralWays(Guest guest) {
        guest.shell().run("ip link add br0 type dummy").requireSuccess();

        try (Template withBridge = guest.snapshot();
                Guest up = withBridge.start();
                Guest removed = withBridge.start()) {
            up.shell().run("ip link set br0 up").requireSuccess();
            removed.shell().run("ip link del br0").requireSuccess();

            assertThat(up.shell()).hasInterface("br0").isUp();
            assertThat(removed.shell()).hasNoInterface("br0");
            assertThat(guest.shell()).hasInterface("br0").isDown();
        }
    }
}

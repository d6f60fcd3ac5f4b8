package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nested and parameterized tests, each on a small guest of its own. */
@KvmGuest("mini")
class KernelSettingsTest {

    @ParameterizedTest
    @CsvSource({"net.ipv4.ip_forward,1", "net.ipv4.conf.all.rp_filter,2", "kernel.hostname,router"})
    void aSettingIsWhatWasWritten(String setting, String value, RootShell root) {
        root.run("sysctl -w " + setting + "=" + value).requireSuccess();

        assertThat(root.run("sysctl -n " + setting)).succeeded().hasStdout(value);
    }

    @Nested
    class WithABridge {

        @BeforeEach
        void addTheBridge(RootShell root) {
            root.run("ip link add br0 type dummy && ip link set br0 up").requireSuccess();
        }

        @Test
        void hasAnAddressOfItsOwn(RootShell root) {
            root.run("ip addr add 10.1.0.1/16 dev br0").requireSuccess();

            assertThat(root).hasInterface("br0").isUp().withAddress("10.1.0.1/16");
            assertThat(root).hasRoute("10.1.0.0/16").dev("br0");
        }
    }
}

package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.Reset;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.RepeatedTest;

@KvmGuest(value = "debian-12", reset = Reset.PER_METHOD)
class FreshGuestTest {

    @RepeatedTest(3)
    void canDestroyItsGuest(RootShell root) {
        assertThat(root).hasFile("/usr/bin/apt");
        assertThat(root.run("ip addr add 192.0.2.1/24 dev eth0 && rm -rf /usr/bin/apt* /etc"))
                .succeeded();
    }
}

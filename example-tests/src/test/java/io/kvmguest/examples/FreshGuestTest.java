package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

@KvmGuest("debian-12")
class FreshGuestTest {

    @BeforeAll
    static void configure(RootShell root) {
        root.run("echo 'name=router' >/etc/app.conf").requireSuccess();
    }

    @RepeatedTest(3)
    void canDestroyItsGuest(RootShell root) {
        assertThat(root).hasFile("/etc/app.conf");
        assertThat(root.run("ip addr add 192.0.2.1/24 dev eth0 && rm -rf /usr/share /etc"))
                .succeeded();
    }
}

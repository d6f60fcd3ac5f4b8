package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static java.time.Duration.ofMillis;

import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.KvmNetwork;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two guests on one Ethernet, whose cable is bent and cut. */
@KvmNetwork(name = "lan")
@KvmGuest(value = "mini", name = "left", networks = "lan")
@KvmGuest(value = "mini", name = "right", networks = "lan")
class CableTest {

    @BeforeEach
    void setAddresses(@InGuest("left") RootShell left, @InGuest("right") RootShell right) {
        left.run("ip link set eth0 up && ip addr add 10.0.0.1/24 dev eth0").requireSuccess();
        right.run("ip link set eth0 up && ip addr add 10.0.0.2/24 dev eth0").requireSuccess();
    }

    @Test
    void survivesABadCable(@InGuest("left") RootShell left, Segment lan) {
        lan.link("right").delay(ofMillis(20)).loss(0.1);
        assertThat(left.run("ping -c 20 -i 0.2 10.0.0.2")).succeeded();
    }

    @Test
    void noticesThatItIsCut(@InGuest("left") RootShell left, Segment lan) {
        lan.link("right").cut();
        assertThat(left.run("ping -c 2 -W 1 10.0.0.2")).failed();
    }
}

package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static java.time.Duration.ofMillis;

import io.kvmguest.Guest;
import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import org.junit.jupiter.api.Test;

/** Two guests on one Ethernet, whose cable is bent and cut. */
@KvmGuest(value = "mini", name = "left")
@KvmGuest(value = "mini", name = "right")
class TwoOnASegmentTest {

    @Test
    void reachEachOtherUntilTheCableIsCut(@InGuest("left") Guest left, @InGuest("right") Guest right) {
        try (Segment lan = Segment.create("lan")) {
            left.connect(0, lan);
            Link cable = right.connect(0, lan);
            left.shell()
                    .run("ip link set eth0 up && ip addr add 10.0.0.1/24 dev eth0")
                    .requireSuccess();
            right.shell()
                    .run("ip link set eth0 up && ip addr add 10.0.0.2/24 dev eth0")
                    .requireSuccess();

            cable.delay(ofMillis(20)).loss(0.1);
            assertThat(left.shell().run("ping -c 20 -i 0.2 10.0.0.2")).succeeded();

            cable.cut();
            assertThat(left.shell().run("ping -c 2 -W 1 10.0.0.2")).failed();
        }
    }
}

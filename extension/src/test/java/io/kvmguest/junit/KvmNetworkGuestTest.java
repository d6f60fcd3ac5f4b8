package io.kvmguest.junit;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frames;
import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three guests on two segments, as annotations have it. */
@Tag("guest")
@Tag("junit")
@KvmNetwork(name = "lan")
@KvmNetwork(name = "wan")
@KvmGuest(
        value = "mini",
        name = "router",
        networks = {"lan", "wan"})
@KvmGuest(value = "mini", name = "inside", networks = "lan")
@KvmGuest(value = "mini", name = "outside", networks = "wan", macs = "52:54:00:00:00:99")
class KvmNetworkGuestTest {

    private static void address(RootShell root, Nic nic, String address) {
        root.run("ip link set " + nic.interfaceName() + " up && ip addr add " + address + " dev " + nic.interfaceName())
                .requireSuccess();
    }

    @BeforeAll
    static void prepare(
            @InGuest("router") RootShell router,
            @InGuest("router") @OnNetwork("lan") Nic lan,
            @InGuest("router") @OnNetwork("wan") Nic wan) {
        address(router, lan, "10.0.1.1/24");
        address(router, wan, "10.0.2.1/24");
        router.run("echo 1 >/proc/sys/net/ipv4/ip_forward").requireSuccess();
    }

    private static void addresses(Guest inside, Guest outside) {
        address(inside.shell(), inside.nic(0), "10.0.1.2/24");
        inside.shell().run("ip route add default via 10.0.1.1").requireSuccess();
        address(outside.shell(), outside.nic(0), "10.0.2.2/24");
        outside.shell().run("ip route add default via 10.0.2.1").requireSuccess();
    }

    @RepeatedTest(2)
    void the_router_forwards_until_its_cable_is_cut(
            @InGuest("inside") Guest inside,
            @InGuest("outside") Guest outside,
            @InGuest("router") @OnNetwork("wan") Link uplink,
            @OnNetwork("lan") Segment lan,
            @OnNetwork("wan") Capture wan) {
        addresses(inside, outside);
        assertThat(inside.shell().run("ping -q -c 3 -W 30 10.0.2.2")).succeeded();
        assertThat(lan.links()).extracting(Link::name).contains("router", "inside");
        assertThat(wan).hasFramesInOrder(Frames.icmpEchoRequest().and(Frames.from("10.0.1.2")), Frames.icmpEchoReply());
        uplink.cut();
        assertThat(inside.shell().run("ping -q -c 2 -W 1 10.0.2.2")).failed();
    }

    @Test
    void what_another_method_did_to_a_cable_is_not_there(
            @InGuest("inside") Guest inside, @InGuest("outside") Guest outside, @InGuest("outside") Link uplink) {
        addresses(inside, outside);
        assertThat(inside.shell().run("ping -q -c 3 -W 30 10.0.2.2")).succeeded();
        assertThat(outside.nic(0).mac()).isEqualTo("52:54:00:00:00:99");
        uplink.cut();
    }

    @Nested
    @KvmGuest(value = "mini", name = "guest", networks = "lan")
    class WithOneMore {

        @Test
        void reaches_those_around_it(@InGuest("guest") Guest guest, @InGuest("guest") Nic nic) {
            address(guest.shell(), nic, "10.0.1.9/24");
            assertThat(guest.shell().run("ping -q -c 3 -W 30 10.0.1.1")).succeeded();
        }
    }
}

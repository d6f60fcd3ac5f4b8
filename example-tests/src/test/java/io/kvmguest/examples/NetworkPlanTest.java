package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.Nic;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.junit.KvmNetwork;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.Test;

/** A network as a plan has it, and as the kernel has it. */
@KvmNetwork(name = "lan")
@KvmGuest(value = "mini", networks = "lan")
class NetworkPlanTest {

    @Test
    void changesNothingTheSecondTime(RootShell root, Nic nic) {
        NetworkPlan plan = NetworkPlan.of(
                InterfacePlan.card("uplink", nic.mac()).address("192.0.2.10/24").gateway("192.0.2.1"));

        NetworkConfigurator.busybox().apply(plan, root);
        NetworkState once = NetworkState.read(root);
        assertThat(once).hasAddress("192.0.2.10/24");

        NetworkConfigurator.busybox().apply(plan, root);
        assertThat(NetworkState.read(root)).isSameAs(once);
    }
}

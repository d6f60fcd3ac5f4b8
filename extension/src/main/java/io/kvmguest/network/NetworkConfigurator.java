package io.kvmguest.network;

import io.kvmguest.shell.RootShell;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What makes a guest's network as a {@link NetworkPlan} says.
 *
 * <pre>{@code
 * Applied applied = NetworkConfigurator.iproute2().apply(plan, root);
 * assertThat(applied.skipped()).isEmpty();
 * assertThat(NetworkState.read(root)).hasAddress("192.0.2.10/24");
 * }</pre>
 *
 * <p>A plan speaks of the interfaces that it names: what they have and the plan does not say, goes; others are left alone.
 * Applied once more, a plan changes nothing.
 *
 * <p>Of systemd-networkd, ifupdown, netplan and NetworkManager, one is active in a guest at a time: each of them ends the others,
 * and takes away what those did for plans.
 */
public interface NetworkConfigurator {

    /** Returns its name: {@code iproute2}. */
    String name();

    /** Returns how it does each field of a plan; one that is not in the map is not done. */
    Map<PlanField, Support> claims();

    /** Returns whether it does a field of a plan, in whatever way. */
    default boolean does(PlanField field) {
        return claims().getOrDefault(field, Support.NONE) != Support.NONE;
    }

    /** Returns what it promises beyond the fields of a plan. */
    Set<Guarantee> guarantees();

    /**
     * Applies a plan, and returns when the program has done so. Detection of duplicate IPv6 addresses may still run then.
     *
     * @return what was skipped
     * @throws NetworkConfiguratorException if the program, or the kernel behind it, refuses; with its own words
     * @throws IllegalStateException if the guest has no card of a MAC address or no interface that the plan names, or lacks the
     *     program
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    Applied apply(NetworkPlan plan, RootShell root);

    /**
     * Returns one that uses {@code ip} of iproute2 and nothing else. It changes only what differs from the plan; where the
     * kernel refuses, it puts back what was there before. Links that it makes bear {@code kvmguest} as their alias, by which it
     * knows them when a plan does not name them any more.
     */
    static NetworkConfigurator iproute2() {
        return IpConfigurator.IPROUTE2;
    }

    /** Returns one that uses {@code ip} of busybox, as {@link #iproute2()} does that of iproute2. */
    static NetworkConfigurator busybox() {
        return IpConfigurator.BUSYBOX;
    }

    /**
     * Returns one that writes files for systemd-networkd, from version 244 on, and enables and starts it if it is not. It waits
     * until networkd has configured the interfaces, for up to 20 s: as long as it looks for a router, if {@code acceptRa} was
     * not said. What the kernel refuses stays half done. Networkd leaves an MTU that it has set once; where a plan does not say
     * another, a card gets that of Ethernet. Name servers that DHCP brings reach nobody where systemd-resolved does not run.
     */
    static NetworkConfigurator systemdNetworkd() {
        return new NetworkdConfigurator();
    }

    /**
     * Returns one that writes {@code /etc/network/interfaces.d/kvmguest} for ifupdown, and takes down and brings up the interfaces
     * of which that says something else than before. Routes are made by its hooks, as its own word for a gateway puts each of them
     * on the link, and so are VLANs, as Debian's scripts make only those whose names they know. At a boot, Debian waits for
     * cards that are named, and not for those of a MAC address: {@code networking.service} is made to. What the kernel refuses
     * stays half done.
     */
    static NetworkConfigurator ifupdown() {
        return new IfupdownConfigurator();
    }

    /**
     * Returns one that writes {@code /etc/netplan/90-kvmguest.yaml} for netplan, which makes files for systemd-networkd of it; what
     * is said of {@link #systemdNetworkd()} holds for it. netplan configures all interfaces anew, whatever has changed, and is asked to
     * only if something has.
     */
    static NetworkConfigurator netplan() {
        return new NetplanConfigurator();
    }

    /**
     * Returns one that writes profiles for NetworkManager, and enables and starts it if it is not. If it was not, it gets the
     * interfaces of the plan and no others. What the kernel refuses, NetworkManager logs and goes on without; it is refused here,
     * and stays half done. Routes without a metric get one of its own, 100 on Ethernet, and
     * ports of bridges and bonds get no addresses.
     */
    static NetworkConfigurator networkManager() {
        return new NetworkManagerConfigurator();
    }

    /**
     * Returns one that writes sections into OpenWrt's {@code /etc/config/network} by {@code uci}, and lets netifd read them. Sections
     * of others stay, but lose the devices that a plan names: an interface {@code lan} on the bridge of {@code eth0} is left without it.
     * A root that is mounted read-only, as that of images without {@code mount_root} is, is mounted again to be written to.
     *
     * <p>Releases before 21.02 are told in their words, {@code ifname}, later ones in theirs, {@code device} and {@code ports}. Only the
     * former have been tried on a guest, Chaos Calmer of 2014; its kernel has no IPv6.
     *
     * <p>UCI knows devices by their names. A card of a MAC address is found when a plan is applied, and nobody looks for it at a
     * boot: to match by MAC address is not claimed. It waits until the interfaces are up, for up to 20 s. What the kernel
     * refuses, netifd logs and goes on without; it is refused here, and stays half done. netifd may leave an MTU that a section
     * says, and it is set behind its back then; where a plan does not say one any more, a card gets that of Ethernet.
     */
    static NetworkConfigurator netifd() {
        return new NetifdConfigurator();
    }

    /** Returns all that are built in. */
    static List<NetworkConfigurator> builtIn() {
        return List.of(iproute2(), busybox(), systemdNetworkd(), ifupdown(), netplan(), networkManager(), netifd());
    }
}

package io.kvmguest.network;

import io.kvmguest.network.InterfaceState.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The way from what the kernel has to what it is to have, step by step: each step is made of what the kernel has then, as much
 * of it follows from other things by the kernel's own will. Only words are used that the {@code ip} of busybox knows as well;
 * what it has no word for is written to {@code /sys}.
 */
final class Convergence {

    /** Attributes that a link is made with, and cannot change. */
    private static final Set<String> FOR_LIFE = Set.of("id", "parent", "mode");

    private final List<LinkTarget> targets;

    /** @param targets from the ground up */
    Convergence(List<LinkTarget> targets) {
        this.targets = targets;
    }

    /** Returns the next commands; nothing when all is as it is to be. */
    List<String> next(NetworkState now) {
        List<String> commands = links(now);
        if (commands.isEmpty()) {
            commands = settings(now);
        }
        for (LinkTarget each : targets) {
            if (commands.isEmpty()) {
                commands = addresses(each, link(each, now));
            }
        }
        if (commands.isEmpty()) {
            for (LinkTarget each : targets) {
                commands.addAll(Routes.commands(each, link(each, now), now));
            }
        }
        return commands;
    }

    private static InterfaceState link(LinkTarget target, NetworkState now) {
        return now.find(target.link().name())
                .orElseThrow(() -> new IllegalStateException(
                        "The guest has no interface '" + target.link().name() + "'"));
    }

    private static String file(String name, String file) {
        return "/sys/class/net/" + name + "/" + file;
    }

    /** Removes links that are too many, and makes those that are missing. */
    private List<String> links(NetworkState now) {
        List<String> commands = new ArrayList<>();
        for (InterfaceState link : now.interfaces()) {
            Optional<InterfaceState> wanted = targets.stream()
                    .map(LinkTarget::link)
                    .filter(target -> target.name().equals(link.name()))
                    .findFirst();
            boolean ours = link.attributes().getOrDefault("alias", "").equals(LinkTarget.ALIAS);
            if (wanted.isEmpty() ? ours : isAnother(link, wanted.get())) {
                // With its parent, a VLAN has gone.
                commands.add("[ ! -e /sys/class/net/" + link.name() + " ] || ip link del " + link.name());
            }
        }
        if (!commands.isEmpty()) {
            return commands;
        }
        for (LinkTarget each : targets) {
            if (now.find(each.link().name()).isEmpty()) {
                commands.addAll(creation(each.link()));
            }
        }
        return commands;
    }

    private static boolean isAnother(InterfaceState link, InterfaceState wanted) {
        boolean isOfAnotherKind = !wanted.kind().isEmpty() && !wanted.kind().equals(link.kind());
        return isOfAnotherKind
                || wanted.attributes().entrySet().stream()
                        .anyMatch(each -> FOR_LIFE.contains(each.getKey())
                                && !each.getValue().equals(link.attributes().get(each.getKey())));
    }

    private static List<String> creation(InterfaceState link) {
        String name = link.name();
        Map<String, String> attributes = link.attributes();
        List<String> commands = new ArrayList<>();
        switch (link.kind()) {
            case "vlan" ->
                commands.add("ip link add " + name + " link " + attributes.get("parent") + " type vlan id "
                        + attributes.get("id"));
            case "bond" -> {
                // When it is loaded, the driver makes a bond of its own.
                commands.add("modprobe bonding max_bonds=0 2>/dev/null || :");
                commands.add("ip link add " + name + " type bond");
                commands.add("echo " + attributes.get("mode") + " >" + file(name, "bonding/mode"));
            }
            case "" -> throw new IllegalStateException("The guest has no interface '" + name + "'");
            default -> commands.add("ip link add " + name + " type " + link.kind());
        }
        String alias = attributes.getOrDefault("alias", "");
        if (!alias.isEmpty()) {
            commands.add("echo " + alias + " >" + file(name, "ifalias"));
        }
        return commands;
    }

    private List<String> settings(NetworkState now) {
        List<String> commands = new ArrayList<>();
        for (LinkTarget each : targets) {
            InterfaceState link = link(each, now);
            attributes(each.link(), link, commands);
            master(each.link(), link, now, commands);
        }
        for (LinkTarget each : targets) {
            InterfaceState link = link(each, now);
            if (link.mtu() != each.link().mtu()) {
                commands.add(
                        "ip link set " + link.name() + " mtu " + each.link().mtu());
            }
            String acceptRa = "net/ipv6/conf/" + link.name() + "/accept_ra";
            if (!each.acceptRa().isEmpty()
                    && now.sysctls().containsKey(acceptRa)
                    && !each.acceptRa().equals(now.sysctls().get(acceptRa))) {
                commands.add("echo " + each.acceptRa() + " >/proc/sys/" + acceptRa);
            }
        }
        for (LinkTarget each : targets) {
            InterfaceState link = link(each, now);
            if (link.isUp() != each.link().isUp()) {
                commands.add("ip link set " + link.name() + (each.link().isUp() ? " up" : " down"));
            }
        }
        return commands;
    }

    private static void attributes(InterfaceState wanted, InterfaceState link, List<String> commands) {
        String name = link.name();
        Map<String, String> has = link.attributes();
        wanted.attributes().forEach((key, value) -> {
            if (!value.equals(has.get(key))) {
                switch (key) {
                    case "priority", "stp_state" -> commands.add("echo " + value + " >" + file(name, "bridge/" + key));
                    case "miimon" -> commands.add("echo " + value + " >" + file(name, "bonding/miimon"));
                    case "alias" ->
                        commands.add("echo '" + value.replace("'", "'\\''") + "' >" + file(name, "ifalias"));
                    default -> {
                        // the kernel's own, or for life
                    }
                }
            }
        });
        if (has.containsKey("alias") && !wanted.attributes().containsKey("alias")) {
            commands.add("echo >" + file(name, "ifalias"));
        }
    }

    private static void master(InterfaceState wanted, InterfaceState link, NetworkState now, List<String> commands) {
        if (wanted.master().equals(link.master())) {
            return;
        }
        if (!link.master().isEmpty()) {
            commands.add("ip link set " + link.name() + " nomaster");
        }
        if (!wanted.master().isEmpty()) {
            // A bond takes only what is down, and sets it up itself.
            if (link.isUp()
                    && now.find(wanted.master())
                            .map(master -> master.kind().equals("bond"))
                            .orElse(false)) {
                commands.add("ip link set " + link.name() + " down");
            }
            commands.add("ip link set " + link.name() + " master " + wanted.master());
        }
    }

    private static List<String> addresses(LinkTarget target, InterfaceState link) {
        List<String> commands = new ArrayList<>();
        List<Address> removed = new ArrayList<>();
        for (Address each : link.addresses()) {
            boolean wanted = target.link().addresses().stream().anyMatch(other -> isSame(other, each));
            if (!wanted && isToGo(each, target)) {
                removed.add(each);
            }
        }
        if (removed.isEmpty()) {
            List<IpPrefix> wanted = target.addresses(IpFamily.V4);
            List<Address> current = link.addresses().stream()
                    .filter(each -> wanted.contains(each.prefix()))
                    .toList();
            int staying =
                    AddressOrder.staying(current.stream().map(Address::prefix).toList(), wanted);
            removed.addAll(current.subList(staying, current.size()));
            Collections.reverse(removed);
        }
        removed.forEach(each -> commands.add("ip addr del " + words(each) + " dev " + link.name()));
        if (commands.isEmpty()) {
            for (Address each : target.link().addresses()) {
                if (link.addresses().stream().noneMatch(other -> isSame(each, other)) && isToCome(each)) {
                    commands.add("ip addr add " + words(each) + " dev " + link.name());
                }
            }
            return commands;
        }
        return removed.stream().allMatch(each -> each.prefix().isV6()) ? commands : promoting(link.name(), commands);
    }

    /** Lets the others of a subnet stay when the first of them goes. */
    private static List<String> promoting(String name, List<String> commands) {
        String file = "/proc/sys/net/ipv4/conf/" + name + "/promote_secondaries";
        List<String> all = new ArrayList<>();
        all.add("promote=$(cat " + file + ")");
        all.add("echo 1 >" + file);
        all.addAll(commands);
        all.add("echo $promote >" + file);
        return all;
    }

    private static boolean isSame(Address one, Address other) {
        return one.prefix().equals(other.prefix()) && one.peer().equals(other.peer());
    }

    /** Link-local addresses are the kernel's own, and what has a lifetime is somebody else's, as long as one listens to them. */
    private static boolean isToGo(Address address, LinkTarget target) {
        if (address.prefix().isV6()) {
            return !address.prefix().isLinkLocal()
                    && (!address.flags().contains("dynamic")
                            || target.acceptRa().equals("0"));
        }
        return !target.dhcp();
    }

    /** Of what was before, the kernel makes its own part again by itself: it has another scope than that of a plan. */
    private static boolean isToCome(Address address) {
        boolean isOfTheKernel =
                address.flags().contains("dynamic") || address.scope().equals("link");
        return !address.prefix().isV6() || !isOfTheKernel;
    }

    private static String words(Address address) {
        String length = "/" + address.prefix().length();
        return address.prefix().address() + (address.peer().isEmpty() ? length : " peer " + address.peer() + length);
    }
}

package io.kvmguest.network;

import io.kvmguest.network.InterfaceState.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code ip addr show}, in the words of iproute2 and of busybox. */
final class AddressText {

    // "3: eth0@eth1: <BROADCAST,UP> mtu 1400 …": behind the @ stands the other end, not a part of the name.
    private static final Pattern HEAD = Pattern.compile("(\\d+): ([^:@ ]+)(?:@[^: ]+)?: <([^>]*)>(.*)");

    /** busybox adds the flags that it does not know as a number, without a comma: {@code LOWER_UP800}. */
    private static final Pattern UNKNOWN_FLAGS = Pattern.compile("([A-Z][A-Z_-]*[A-Z])([0-9a-f]+)");

    /** IFF_MASTER and IFF_SLAVE of {@code linux/if.h}. */
    private static final Map<Integer, String> UNKNOWN_TO_BUSYBOX = Map.of(0x400, "MASTER", 0x800, "SLAVE");

    private static final Set<String> FLAGS = Set.of(
            "secondary",
            "temporary",
            "tentative",
            "dadfailed",
            "deprecated",
            "dynamic",
            "optimistic",
            "home",
            "nodad",
            "mngtmpaddr",
            "noprefixroute",
            "autojoin");

    private AddressText() {}

    static List<InterfaceState> read(String text) {
        List<InterfaceState> interfaces = new ArrayList<>();
        Builder current = null;
        for (String line : text.lines().toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                if (current != null) {
                    interfaces.add(current.build());
                }
                current = new Builder(head);
            } else if (current != null) {
                current.read(IpLine.of(line));
            }
        }
        if (current != null) {
            interfaces.add(current.build());
        }
        return interfaces;
    }

    private static Set<String> flags(String text) {
        Set<String> flags = new LinkedHashSet<>();
        for (String flag : text.split(",", -1)) {
            Matcher unknown = UNKNOWN_FLAGS.matcher(flag);
            if (unknown.matches()) {
                flags.add(unknown.group(1));
                int bits = Integer.parseInt(unknown.group(2), 16);
                UNKNOWN_TO_BUSYBOX.forEach((bit, name) -> {
                    if ((bits & bit) != 0) {
                        flags.add(name);
                    }
                });
            } else {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static final class Builder {

        private final int index;
        private final String name;
        private final Set<String> flags;
        private final int mtu;
        private final String master;
        private final List<String> otherNames = new ArrayList<>();
        private final List<Address> addresses = new ArrayList<>();
        private String mac = "";
        private String permanentMac = "";

        Builder(Matcher head) {
            this.index = Integer.parseInt(head.group(1));
            this.name = head.group(2);
            this.flags = flags(head.group(3));
            IpLine words = IpLine.of(head.group(4));
            this.mtu = Integer.parseInt("0" + words.after("mtu"));
            this.master = words.after("master");
        }

        void read(IpLine words) {
            String key = words.first();
            if (words.count() < 2) {
                return;
            }
            if (key.equals("inet") || key.equals("inet6")) {
                addresses.add(address(words));
            } else if (key.equals("valid_lft") && !addresses.isEmpty()) {
                Address last = addresses.remove(addresses.size() - 1);
                addresses.add(new Address(
                        last.prefix(),
                        last.peer(),
                        last.scope(),
                        last.flags(),
                        seconds(words.after("valid_lft")),
                        seconds(words.after("preferred_lft"))));
            } else if (key.startsWith("link/") && words.words().get(1).contains(":")) {
                mac = words.words().get(1);
                permanentMac = words.after("permaddr");
            } else if (key.equals("altname")) {
                otherNames.add(words.words().get(1));
            }
        }

        private static Address address(IpLine words) {
            Set<String> flags = new LinkedHashSet<>(words.words());
            flags.retainAll(FLAGS);
            String peer = words.after("peer");
            return new Address(
                    prefix(words.words().get(1), peer),
                    peer.isEmpty() ? "" : peer.replaceFirst("/.*", ""),
                    words.after("scope"),
                    flags,
                    Optional.empty(),
                    Optional.empty());
        }

        /** In {@code inet 10.9.0.1 peer 10.9.0.2/32} the length of the prefix stands behind the peer. */
        private static IpPrefix prefix(String address, String peer) {
            return IpPrefix.parse(
                    address.contains("/") || !peer.contains("/")
                            ? address
                            : address + peer.substring(peer.indexOf('/')));
        }

        /** Reads {@code forever} or {@code 60sec}. */
        private static Optional<Duration> seconds(String word) {
            return word.matches("\\d+sec")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(word.substring(0, word.length() - 3))))
                    : Optional.empty();
        }

        InterfaceState build() {
            return new InterfaceState(
                    name, index, flags, mtu, mac, permanentMac, master, otherNames, "", Map.of(), 0, addresses);
        }
    }
}

package io.kvmguest.assertions;

import io.kvmguest.assertions.InterfaceState.Address;
import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.CommandResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code ip addr show}, in the words of iproute2 and of busybox. */
final class Interfaces {

    static final Question<List<InterfaceState>> QUESTION = new Question<>("ip addr show", Interfaces::read);

    // "3: eth0@eth1: <BROADCAST,UP> mtu 1400 …": behind the @ stands the other end, not a part of the name.
    private static final Pattern HEAD = Pattern.compile("\\d+: ([^:@ ]+)(?:@[^: ]+)?: <([^>]*)>(.*)");

    // The gravest first: what failed is tentative as well.
    private static final List<String> STATES = List.of("dadfailed", "tentative", "deprecated");

    private Interfaces() {}

    private static List<InterfaceState> read(CommandResult result) {
        if (!result.succeeded()) {
            throw Unanswered.by("its interfaces", result);
        }
        return parse(result.stdout());
    }

    static List<InterfaceState> parse(String text) {
        List<InterfaceState> interfaces = new ArrayList<>();
        Builder current = null;
        for (String line : text.lines().toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                if (current != null) {
                    interfaces.add(current.build());
                }
                current = new Builder(head.group(1), head.group(2), Words.of(head.group(3)));
            } else if (current != null) {
                current.read(Words.of(line));
            }
        }
        if (current != null) {
            interfaces.add(current.build());
        }
        return interfaces;
    }

    private static final class Builder {

        private final String name;
        private final Set<String> flags;
        private final int mtu;
        private final String master;
        private final List<String> otherNames = new ArrayList<>();
        private final List<Address> addresses = new ArrayList<>();
        private String mac = "";

        Builder(String name, String flags, Words words) {
            this.name = name;
            this.flags = new LinkedHashSet<>(List.of(flags.split(",")));
            this.mtu = Integer.parseInt("0" + words.after("mtu"));
            this.master = words.after("master");
        }

        void read(Words words) {
            String key = words.get(0);
            if (words.count() < 2) {
                return;
            }
            if (key.equals("inet") || key.equals("inet6")) {
                addresses.add(new Address(address(words), state(words)));
            } else if (key.startsWith("link/") && words.get(1).contains(":")) {
                mac = words.get(1);
            } else if (key.equals("altname")) {
                otherNames.add(words.get(1));
            }
        }

        /** In {@code inet 10.9.0.1 peer 10.9.0.2/32} the length of the prefix stands behind the peer. */
        private static IpPrefix address(Words words) {
            String address = words.get(1);
            String peer = words.after("peer");
            return IpPrefix.parse(
                    address.contains("/") || !peer.contains("/")
                            ? address
                            : address + peer.substring(peer.indexOf('/')));
        }

        private static String state(Words words) {
            return STATES.stream().filter(words.list()::contains).findFirst().orElse("");
        }

        InterfaceState build() {
            return new InterfaceState(name, flags, mtu, mac, master, otherNames, addresses);
        }
    }
}

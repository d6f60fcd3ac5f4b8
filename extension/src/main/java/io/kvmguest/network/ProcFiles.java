package io.kvmguest.network;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.network.InterfaceState.Address;
import io.kvmguest.network.RouteState.Hop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the network of a kernel from {@code /proc/net} and {@code /sys/class/net}, where there is no {@code ip}.
 *
 * <p>OpenWrt's kernels may lack {@code fib_trie} (its option PROC_STRIPPED), which has all IPv4 addresses. Then {@code ifconfig} tells
 * the first of each interface, and those that netifd knows of count if the kernel lets somebody send from them.
 */
final class ProcFiles {

    /** What the reader's script prints. */
    static final String SCRIPT = """
                part sys
                (
                    cd /sys/class/net || exit
                    values */ifindex */flags */mtu */address */carrier */iflink 2>/dev/null
                    for each in */master; do
                        [ ! -e "$each" ] || echo "$each:$(readlink "$each")"
                    done
                ) || exit
                part fib_trie; cat /proc/net/fib_trie 2>/dev/null
                part ifconfig; ifconfig -a 2>/dev/null
                if [ ! -r /proc/net/fib_trie ] && command -v ubus >/dev/null; then
                    dump=$(ubus call network.interface dump)
                    part netifd; echo "$dump"
                    part held
                    for each in $(echo "$dump" | sed -n 's/.*"address": "\\([0-9.]*\\)".*/\\1/p'); do
                        ping -c 1 -w 1 -I "$each" 127.0.0.1 2>&1 | grep -q "can't" || echo "$each"
                    done
                fi
                part route; cat /proc/net/route || exit
                part if_inet6; cat /proc/net/if_inet6 2>/dev/null
                part ipv6_route; cat /proc/net/ipv6_route 2>/dev/null
                part arp; cat /proc/net/arp
            """;

    private static final int UP = 0x1; // linux/if.h

    /** What belongs to an interface by itself; IFF_PROMISC and IFF_ALLMULTI may be due to what it is a port of. */
    private static final Map<Integer, String> FLAGS =
            flags("LOOPBACK=8 BROADCAST=2 POINTOPOINT=10 MULTICAST=1000 NOARP=80 MASTER=400 SLAVE=800 UP=1");

    /** {@code IFA_F_…} of {@code linux/if_addr.h}, as far as the file has them. */
    private static final Map<Integer, String> FLAGS_V6 =
            flags("temporary=1 nodad=2 optimistic=4 dadfailed=8 home=10 deprecated=20 tentative=40");

    private static final int PERMANENT_V6 = 0x80;

    // linux/route.h and linux/ipv6_route.h
    private static final int RTF_GATEWAY = 0x2;
    private static final int RTF_REJECT = 0x200;
    private static final int RTF_ANYCAST = 0x100000;
    private static final int RTF_LOCAL = 0x80000000;

    /** That of the entry that stands for "no route at all". */
    private static final long NO_ROUTE = 0xffffffffL;

    // linux/if_arp.h
    private static final int ATF_COM = 0x2;
    private static final int ATF_PERM = 0x4;

    private static final Pattern IFCONFIG = Pattern.compile("^(\\S+)\\s.*");
    private static final Pattern INET =
            Pattern.compile("inet addr:(\\S+)\\s+(?:P-t-P:(\\S+)\\s+)?(?:Bcast:\\S+\\s+)?Mask:(\\S+)");

    private final Map<String, Map<String, String>> sys;
    private final Map<String, String> parts;

    /**
     * @param sys the files of each interface, by its name
     * @param parts what else the script has printed
     */
    ProcFiles(Map<String, Map<String, String>> sys, Map<String, String> parts) {
        this.sys = sys;
        this.parts = parts;
    }

    private static Map<Integer, String> flags(String namesAndBits) {
        Map<Integer, String> flags = new LinkedHashMap<>();
        for (String each : namesAndBits.split(" ", -1)) {
            String[] words = each.split("=", 2);
            String unused = flags.put(Integer.parseInt(words[1], 16), words[0]);
        }
        return flags;
    }

    private static Set<String> flags(int bits, Map<Integer, String> names) {
        Set<String> flags = new LinkedHashSet<>();
        names.forEach((bit, name) -> {
            if ((bits & bit) != 0) {
                flags.add(name);
            }
        });
        return flags;
    }

    private List<IpLine> lines(String part) {
        return parts.getOrDefault(part, "")
                .lines()
                .filter(line -> !line.isBlank())
                .map(IpLine::of)
                .toList();
    }

    Set<StateGap> gaps() {
        Set<StateGap> gaps = new LinkedHashSet<>(Set.of(StateGap.values()));
        List<IpPrefix> all = localAddresses();
        List<IpPrefix> found = addresses().values().stream()
                .flatMap(List::stream)
                .map(Address::prefix)
                .toList();
        // One that no network of a link has may be anywhere.
        if (!all.isEmpty() && all.stream().allMatch(each -> found.stream().anyMatch(each::hasAddressOf))) {
            gaps.remove(StateGap.ADDRESSES);
        }
        return gaps;
    }

    List<InterfaceState> interfaces() {
        Map<String, List<Address>> addresses = addresses();
        return sys.entrySet().stream()
                .filter(each -> each.getValue().containsKey("ifindex"))
                .map(each -> state(each.getKey(), each.getValue(), addresses.getOrDefault(each.getKey(), List.of())))
                .sorted(Comparator.comparingInt(InterfaceState::index))
                .toList();
    }

    private static InterfaceState state(String name, Map<String, String> files, List<Address> addresses) {
        int bits = Integer.decode(files.getOrDefault("flags", "0"));
        Set<String> flags = flags(bits, FLAGS);
        if ((bits & UP) != 0) {
            flags.add(files.getOrDefault("carrier", "").equals("1") ? "LOWER_UP" : "NO-CARRIER");
        }
        String master = files.getOrDefault("master", "");
        return new InterfaceState(
                name,
                Integer.parseInt(files.getOrDefault("ifindex", "0")),
                flags,
                Integer.parseInt(files.getOrDefault("mtu", "0")),
                files.getOrDefault("address", ""),
                "",
                master.substring(master.lastIndexOf('/') + 1),
                List.of(),
                "",
                Map.of(),
                0,
                addresses);
    }

    /** Returns the parent of a VLAN, as far as the kernel says: an interface by another. */
    Optional<String> parent(String name) {
        Map<String, String> files = sys.getOrDefault(name, Map.of());
        String link = files.getOrDefault("iflink", "");
        return link.isEmpty() || link.equals(files.get("ifindex"))
                ? Optional.empty()
                : sys.entrySet().stream()
                        .filter(each -> link.equals(each.getValue().get("ifindex")))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    private Map<String, List<Address>> addresses() {
        Map<String, List<Address>> addresses = new HashMap<>();
        firstAddresses(addresses);
        for (IpPrefix address : localAddresses()) {
            boolean known = addresses.values().stream().flatMap(List::stream).anyMatch(each -> each.prefix()
                    .hasAddressOf(address));
            if (!known) {
                onLink(address)
                        .ifPresent(route -> add(
                                addresses,
                                route.hops().get(0).device(),
                                address.withLength(route.destination().length()),
                                ""));
            }
        }
        netifd().forEach((prefix, device) -> {
            boolean known = addresses.getOrDefault(device, List.of()).stream()
                    .anyMatch(each -> each.prefix().equals(prefix));
            if (!known) {
                add(addresses, device, prefix, "");
            }
        });
        for (IpLine words : lines("if_inet6")) {
            addV6(addresses, words.words());
        }
        return addresses;
    }

    private static void add(Map<String, List<Address>> addresses, String device, IpPrefix prefix, String peer) {
        boolean host = !prefix.isV6() && prefix.address().startsWith("127.");
        addresses
                .computeIfAbsent(device, any -> new ArrayList<>())
                .add(new Address(prefix, peer, host ? "host" : "global", Set.of(), Optional.empty(), Optional.empty()));
    }

    /** What the ioctl SIOCGIFADDR answers is the first address of an interface. */
    private void firstAddresses(Map<String, List<Address>> addresses) {
        String device = "";
        for (String line : parts.getOrDefault("ifconfig", "").lines().toList()) {
            Matcher head = IFCONFIG.matcher(line);
            if (head.matches()) {
                device = head.group(1).replaceFirst(":.*", ""); // eth0:1 is a label
            }
            Matcher inet = INET.matcher(line);
            if (inet.find() && sys.containsKey(device)) {
                String peer = inet.group(2) == null || inet.group(2).equals(inet.group(1)) ? "" : inet.group(2);
                add(addresses, device, IpPrefix.parse(inet.group(1) + "/" + maskLength(inet.group(3))), peer);
            }
        }
    }

    private static int maskLength(String mask) {
        int length = 0;
        for (String octet : mask.split("\\.", -1)) {
            length += Integer.bitCount(Integer.parseInt(octet));
        }
        return length;
    }

    private List<IpPrefix> localAddresses() {
        Set<IpPrefix> addresses = new LinkedHashSet<>();
        String current = "";
        for (String line : parts.getOrDefault("fib_trie", "").lines().toList()) {
            // "|-- 192.0.2.10" and below it "/32 host LOCAL"
            IpLine words = IpLine.of(line);
            if (words.has("|--")) {
                current = words.after("|--");
            } else if (line.strip().equals("/32 host LOCAL") && !current.isEmpty()) {
                addresses.add(IpPrefix.parse(current));
            }
        }
        return List.copyOf(addresses);
    }

    /** Returns the narrowest network of a link that an address lies in. */
    private Optional<RouteState> onLink(IpPrefix address) {
        return routesV4().stream()
                .filter(route -> route.type().equals("unicast")
                        && route.hops().get(0).via().isEmpty()
                        && route.destination().length() > 0
                        && route.destination().contains(address))
                .max(Comparator.comparingInt(route -> route.destination().length()));
    }

    /** Returns the addresses that netifd has given to devices, as far as the kernel has them. */
    private Map<IpPrefix, String> netifd() {
        Map<IpPrefix, String> devices = new LinkedHashMap<>();
        List<String> held =
                parts.getOrDefault("held", "").lines().map(String::strip).toList();
        String dump = parts.getOrDefault("netifd", "");
        if (dump.isBlank()) {
            return devices;
        }
        try {
            for (Object each : list(JSON.std.mapFrom(dump).get("interface"))) {
                if (each instanceof Map<?, ?> item && item.get("l3_device") instanceof String device) {
                    for (Object other : list(item.get("ipv4-address"))) {
                        if (other instanceof Map<?, ?> address
                                && held.contains(String.valueOf(address.get("address")))) {
                            String unused = devices.put(
                                    IpPrefix.parse(address.get("address") + "/" + address.get("mask")), device);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new NetworkStateException("its netifd has told what is not JSON: " + e.getMessage());
        }
        return devices;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static void addV6(Map<String, List<Address>> addresses, List<String> words) {
        int bits = Integer.parseInt(words.get(4), 16);
        Set<String> flags = flags(bits, FLAGS_V6);
        if ((bits & PERMANENT_V6) == 0) {
            flags.add("dynamic");
        }
        String scope =
                switch (words.get(3)) {
                    case "10" -> "host";
                    case "20" -> "link";
                    case "40" -> "site";
                    default -> "global";
                };
        addresses
                .computeIfAbsent(words.get(5), any -> new ArrayList<>())
                .add(new Address(
                        prefixV6(words.get(0), words.get(2)), "", scope, flags, Optional.empty(), Optional.empty()));
    }

    private static IpPrefix prefixV6(String address, String length) {
        return IpPrefix.parse(IpPrefix.text(HexFormat.of().parseHex(address)) + "/" + Integer.parseInt(length, 16));
    }

    List<RouteState> routes() {
        List<RouteState> routes = new ArrayList<>(routesV4());
        for (IpLine words : lines("ipv6_route")) {
            routeV6(words.words()).ifPresent(routes::add);
        }
        return routes;
    }

    private List<RouteState> routesV4() {
        return lines("route").stream()
                .filter(words -> words.count() > 7 && !words.first().equals("Iface"))
                .map(words -> routeV4(words.words()))
                .toList();
    }

    private static RouteState routeV4(List<String> words) {
        int flags = Integer.parseInt(words.get(3), 16);
        String device = words.get(0);
        String type = "unicast";
        if (device.equals("*")) {
            type = (flags & RTF_REJECT) != 0 ? "unreachable" : "blackhole";
        }
        IpPrefix destination = IpPrefix.parse(ipv4(words.get(1)) + "/" + maskLength(ipv4(words.get(7))))
                .network();
        return route(
                type,
                destination,
                (flags & RTF_GATEWAY) != 0 ? ipv4(words.get(2)) : "",
                device.equals("*") ? "" : device,
                Long.parseLong(words.get(6)),
                "main");
    }

    /** An address is there as the number that a little-endian machine has for it. */
    private static String ipv4(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return IpPrefix.text(new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]});
    }

    private static Optional<RouteState> routeV6(List<String> words) {
        IpPrefix destination = prefixV6(words.get(0), words.get(1)).network();
        long metric = Long.parseLong(words.get(5), 16);
        int flags = Integer.parseUnsignedInt(words.get(8), 16);
        if ((flags & RTF_REJECT) != 0 && metric == NO_ROUTE) {
            return Optional.empty();
        }
        boolean multicast = destination.toString().startsWith("ff00::");
        String type = (flags & RTF_LOCAL) != 0
                ? "local"
                : (flags & RTF_ANYCAST) != 0
                        ? "anycast"
                        : multicast ? "multicast" : (flags & RTF_REJECT) != 0 ? "unreachable" : "unicast";
        String via = (flags & RTF_GATEWAY) != 0 ? IpPrefix.text(HexFormat.of().parseHex(words.get(4))) : "";
        boolean local = multicast || type.equals("local") || type.equals("anycast");
        return Optional.of(route(type, destination, via, words.get(9), metric, local ? "local" : "main"));
    }

    private static RouteState route(
            String type, IpPrefix destination, String via, String device, long metric, String table) {
        List<Hop> hops = via.isEmpty() && device.isEmpty() ? List.of() : List.of(new Hop(via, device));
        return new RouteState(type, destination, hops, "", metric, table, "", "", Set.of(), "").normalised();
    }

    List<NeighbourState> neighbours() {
        List<NeighbourState> neighbours = new ArrayList<>();
        for (IpLine line : lines("arp")) {
            List<String> words = line.words();
            if (words.size() == 6 && words.get(2).startsWith("0x")) {
                int flags = Integer.decode(words.get(2));
                boolean complete = (flags & ATF_COM) != 0;
                neighbours.add(new NeighbourState(
                        words.get(0),
                        words.get(5),
                        complete ? words.get(3) : "",
                        (flags & ATF_PERM) != 0 ? "PERMANENT" : complete ? "COMPLETE" : "INCOMPLETE"));
            }
        }
        return neighbours;
    }
}

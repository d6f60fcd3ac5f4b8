package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads all of a guest's network in one exchange. Addresses, routes, rules and neighbours come from {@code ip}, as JSON where it
 * has that; what belongs to interfaces comes from {@code /sys} on every guest, so that states of a big and a small {@code ip}
 * can be compared. Where there is no {@code ip}, the kernel's own files have to do.
 */
final class StateReader {

    static final String MARK = "@@ ";

    private static final String SCRIPT = """
            part() { printf '\\n@@ %s\\n' "$1"; }
            six() { [ ! -d /proc/sys/net/ipv6 ] || "$@"; }
            values() { grep -sH . "$@"; }
            if [ -z "$without_ip" ] && ip -j link show lo >/dev/null 2>&1; then
                part addresses.json; ip -d -j addr show || exit
                part routes4.json; ip -d -j -4 route show table all || exit
                part routes6.json; six ip -d -j -6 route show table all || exit
                part rules4.json; ip -j -4 rule show
                part rules6.json; six ip -j -6 rule show
                part neighbours.json; ip -j neigh show
            elif [ -n "$without_ip" ] || ! command -v ip >/dev/null; then
                part proc
            @PROC@else
                part addresses; ip addr show || exit
                part routes4; ip -4 route show table all || exit
                part routes6; six ip -6 route show table all || exit
                part rules4; ip -4 rule show
                part rules6; six ip -6 rule show
                part neighbours; ip neigh show
            fi 2>&1
            cd /sys/class/net || exit
            part sys
            values */carrier_changes */addr_assign_type */bonding_slave/perm_hwaddr */uevent */ifalias \\
                */bridge/priority */bridge/stp_state */bridge/forward_delay */bridge/hello_time */bridge/max_age \\
                */bridge/ageing_time */bridge/vlan_filtering \\
                */bonding/mode */bonding/miimon */bonding/active_slave */bonding/primary */bonding/xmit_hash_policy \\
                */bonding/lacp_rate */bonding/updelay */bonding/downdelay
            for card in */device; do
                [ ! -e "$card" ] || echo "$card:1"
            done
            part vlans
            cat /proc/net/vlan/config 2>/dev/null
            cd /proc/sys || exit
            part sysctls
            values net/ipv4/ip_forward net/ipv4/conf/*/forwarding net/ipv4/conf/*/rp_filter net/ipv6/conf/*/forwarding \\
                net/ipv6/conf/*/accept_ra net/ipv6/conf/*/autoconf net/ipv6/conf/*/disable_ipv6 \\
                net/ipv6/conf/*/use_tempaddr net/ipv6/conf/*/mtu
            part resolver
            cat /etc/resolv.conf 2>/dev/null
            part upstream
            cat /run/systemd/resolve/resolv.conf 2>/dev/null
            exit 0
            """.replace("@PROC@", ProcFiles.SCRIPT);

    private static final Pattern VALUE = Pattern.compile("([^/]+)/([^:]+):(.*)");
    private static final Pattern VLAN = Pattern.compile("(\\S+)\\s*\\|\\s*(\\d+)\\s*\\|\\s*(\\S+)");
    private static final Pattern RULE = Pattern.compile("(\\d+):\\s+(.*)");
    private static final Pattern NEIGHBOUR_STATE = Pattern.compile("[A-Z]{4,}");

    private final Map<String, String> parts;
    private final Map<String, Map<String, String>> sys = new HashMap<>();

    private StateReader(Map<String, String> parts) {
        this.parts = parts;
    }

    static NetworkState read(RootShell shell) {
        return read(shell, "");
    }

    /** Reads it as from a guest that has no {@code ip}. */
    static NetworkState readWithoutIp(RootShell shell) {
        return read(shell, "1");
    }

    private static NetworkState read(RootShell shell, String withoutIp) {
        CommandResult result = shell.run(Command.of(SCRIPT).with("without_ip", withoutIp));
        if (!result.succeeded()) {
            throw NetworkStateException.of(result);
        }
        return read(result.stdout());
    }

    /** Reads the script's output. */
    static NetworkState read(String output) {
        Map<String, StringBuilder> parts = new HashMap<>();
        StringBuilder current = new StringBuilder();
        for (String line : output.lines().toList()) {
            if (line.startsWith(MARK)) {
                current = parts.computeIfAbsent(line.substring(MARK.length()), any -> new StringBuilder());
            } else {
                current.append(line).append('\n');
            }
        }
        Map<String, String> texts = new HashMap<>();
        parts.forEach((name, text) -> texts.put(name, text.toString()));
        return new StateReader(texts).state();
    }

    private String part(String name) {
        return parts.getOrDefault(name, "").strip();
    }

    private NetworkState state() {
        for (String line : part("sys").lines().toList()) {
            Matcher value = VALUE.matcher(line);
            if (value.matches()) {
                String unused = sys.computeIfAbsent(value.group(1), any -> new LinkedHashMap<>())
                        .merge(value.group(2), value.group(3), (one, more) -> one + "\n" + more);
            }
        }
        if (parts.containsKey("proc")) {
            return stateOfProc();
        }
        boolean json = parts.containsKey("addresses.json");
        List<InterfaceState> interfaces =
                json ? IpJson.interfaces(part("addresses.json")) : InterfaceState.parse(part("addresses"));
        List<RouteState> routes = new ArrayList<>();
        List<RuleState> rules = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            String number = family == IpFamily.V6 ? "6" : "4";
            routes.addAll(
                    json
                            ? IpJson.routes(part("routes" + number + ".json"), family)
                            : RouteState.parse(part("routes" + number), family));
            rules.addAll(
                    json
                            ? IpJson.rules(part("rules" + number + ".json"), family)
                            : rules(part("rules" + number), family));
        }
        return state(
                interfaces,
                routes,
                rules,
                json ? IpJson.neighbours(part("neighbours.json")) : neighbours(part("neighbours")),
                Set.of());
    }

    private NetworkState stateOfProc() {
        ProcFiles proc = new ProcFiles(sys, parts);
        return state(proc.interfaces(), proc.routes(), List.of(), proc.neighbours(), proc.gaps());
    }

    private NetworkState state(
            List<InterfaceState> interfaces,
            List<RouteState> routes,
            List<RuleState> rules,
            List<NeighbourState> neighbours,
            Set<StateGap> gaps) {
        Map<String, List<String>> vlans = new HashMap<>();
        Matcher vlan = VLAN.matcher(part("vlans"));
        while (vlan.find()) {
            List<String> unused = vlans.put(vlan.group(1), List.of(vlan.group(2), vlan.group(3)));
        }
        return new NetworkState(
                interfaces.stream().map(each -> completed(each, vlans)).toList(),
                routes,
                rules,
                neighbours,
                ResolverState.parse(part("resolver")),
                part("upstream").isEmpty() ? Optional.empty() : Optional.of(ResolverState.parse(part("upstream"))),
                sysctls(),
                gaps);
    }

    /** Adds what {@code ip} does not tell. */
    private InterfaceState completed(InterfaceState state, Map<String, List<String>> vlans) {
        Map<String, String> values = sys.getOrDefault(state.name(), Map.of());
        Map<String, String> attributes = new LinkedHashMap<>();
        values.forEach((path, value) -> {
            if (path.startsWith("bridge/") || path.startsWith("bonding/")) {
                // "active-backup 1": the kernel says it in a word and in a number.
                attributes.put(path.substring(path.indexOf('/') + 1), value.replaceFirst("(\\S+) \\d+", "$1"));
            } else if (path.equals("ifalias")) {
                attributes.put("alias", value);
            }
        });
        List<String> vlan = vlans.get(state.name());
        if (vlan != null) {
            attributes.put("id", vlan.get(0));
            attributes.put("parent", vlan.get(1));
        } else if (kind(state, values).equals("vlan")) {
            // OpenWrt's kernels may lack the file that has them all.
            new ProcFiles(sys, parts).parent(state.name()).ifPresent(parent -> attributes.put("parent", parent));
        }
        return new InterfaceState(
                state.name(),
                state.index(),
                state.flags(),
                state.mtu(),
                state.mac(),
                permanentMac(state, values),
                state.master(),
                state.otherNames(),
                kind(state, values),
                attributes,
                Long.parseLong(values.getOrDefault("carrier_changes", "0")),
                state.addresses());
    }

    private static String permanentMac(InterfaceState state, Map<String, String> values) {
        if (!state.permanentMac().isEmpty()) {
            return state.permanentMac();
        }
        String ofPort = values.getOrDefault("bonding_slave/perm_hwaddr", "");
        if (!ofPort.isEmpty()) {
            return ofPort;
        }
        // NET_ADDR_PERM: nobody has given it another one.
        return values.containsKey("device") && "0".equals(values.get("addr_assign_type")) ? state.mac() : "";
    }

    private static String kind(InterfaceState state, Map<String, String> values) {
        if (!state.kind().isEmpty()) {
            return state.kind();
        }
        return values.getOrDefault("uevent", "")
                .lines()
                .filter(line -> line.startsWith("DEVTYPE="))
                .findFirst()
                .map(line -> line.substring("DEVTYPE=".length()))
                .orElse("");
    }

    private static List<RuleState> rules(String text, IpFamily family) {
        return text.lines()
                .map(RULE::matcher)
                .filter(Matcher::matches)
                .map(rule -> new RuleState(
                        family, Integer.parseInt(rule.group(1)), rule.group(2).strip()))
                .toList();
    }

    private static List<NeighbourState> neighbours(String text) {
        return text.lines()
                .map(IpLine::of)
                .filter(words -> words.has("dev"))
                .map(words -> new NeighbourState(
                        words.first(),
                        words.after("dev"),
                        words.after("lladdr"),
                        words.words().stream()
                                .filter(word -> NEIGHBOUR_STATE.matcher(word).matches())
                                .findFirst()
                                .orElse("NONE")))
                .toList();
    }

    private Map<String, String> sysctls() {
        Map<String, String> sysctls = new TreeMap<>();
        part("sysctls").lines().forEach(line -> {
            int colon = line.lastIndexOf(':');
            if (colon > 0) {
                sysctls.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return sysctls;
    }
}

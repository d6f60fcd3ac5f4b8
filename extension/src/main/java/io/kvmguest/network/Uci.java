package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plan in the words of OpenWrt's {@code /etc/config/network}, sections by their names. Since 21.02, the device of an interface is
 * its {@code device}, and those of a bridge its {@code ports}; before, both were {@code ifname}.
 *
 * @see <a href="https://openwrt.org/docs/guide-user/base-system/basic-networking">Network basics</a>
 */
final class Uci {

    /** What the names of sections that were made for a plan begin with. */
    static final String PREFIX = "kvmguest_";

    private static final String CONFIG = "network.";

    private static final Pattern LINE = Pattern.compile("network\\.([^.=]+)(?:\\.([^=]+))?=(.*)");
    private static final Pattern QUOTED = Pattern.compile("'([^']*(?:'\\\\''[^']*)*)'");
    private static final Pattern RELEASE = Pattern.compile("(\\d{2})\\.\\d{2}.*");

    /** Releases are called after years. */
    private static final int DEVICES_SINCE = 21;

    /** A section: its type, and its options, of which a list has several values. */
    record Section(String type, Map<String, List<String>> options) {

        Section {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }

        List<String> values(String option) {
            return options.getOrDefault(option, List.of());
        }
    }

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final boolean hasDevices;

    private Uci(boolean hasDevices) {
        this.hasDevices = hasDevices;
    }

    /**
     * Returns whether a release has the words of 21.02.
     *
     * @param release {@code DISTRIB_RELEASE} of {@code /etc/openwrt_release}: {@code 19.07.8}, {@code SNAPSHOT}, {@code v20141128}
     */
    static boolean hasDevices(String release) {
        Matcher number = RELEASE.matcher(release);
        return number.matches() ? Integer.parseInt(number.group(1)) >= DEVICES_SINCE : release.equals("SNAPSHOT");
    }

    /**
     * Returns the sections of a plan.
     *
     * @param named with the names of the guest
     * @param hasDevices as {@link #hasDevices(String)} says
     */
    static Map<String, Section> sections(NetworkPlan named, boolean hasDevices) {
        Uci uci = new Uci(hasDevices);
        for (InterfacePlan each : named.fromTheGround()) {
            uci.device(each);
            uci.interfaces(each, isPort(each, named));
        }
        return uci.sections;
    }

    private static boolean isPort(InterfacePlan plan, NetworkPlan named) {
        return named.interfaces().stream()
                .anyMatch(each ->
                        each.kind() instanceof Bridge && each.kind().lower().contains(plan.name()));
    }

    /** UCI's own names consist of letters, digits and underscores. */
    static String sectionName(String name) {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            text.append(plain ? String.valueOf(c) : "_" + Integer.toHexString(c));
        }
        return text.toString();
    }

    /** The settings of a link, which is made of them if it is no card. */
    private void device(InterfacePlan plan) {
        if (plan.kind() instanceof Card && plan.mtu().isEmpty()) {
            return;
        }
        Map<String, List<String>> options = new LinkedHashMap<>();
        set(options, "name", plan.name());
        if (plan.kind() instanceof Vlan vlan) {
            set(options, "type", "8021q");
            set(options, "ifname", vlan.parent());
            set(options, "vid", vlan.id());
        } else if (plan.kind() instanceof Bridge bridge) {
            set(options, "type", "bridge");
            if (bridge.ports().isEmpty()) {
                set(options, "bridge_empty", 1);
            } else {
                options.put(hasDevices ? "ports" : "ifname", bridge.ports());
            }
            bridge.priority().ifPresent(priority -> set(options, "priority", priority));
            bridge.stp().ifPresent(stp -> set(options, "stp", stp.isOn() ? 1 : 0));
        }
        plan.mtu().ifPresent(mtu -> set(options, "mtu", mtu));
        sections.put(sectionName(plan.name()) + "_link", new Section("device", options));
    }

    private void interfaces(InterfacePlan plan, boolean isPort) {
        String name = sectionName(plan.name());
        boolean learns = plan.dhcp().isPresent() || plan.acceptRa().equals(Optional.of(Toggle.ON));
        boolean says = Stream.of(plan.addresses(), plan.routes(), plan.dns(), plan.search())
                .anyMatch(list -> !list.isEmpty());
        // A port is up with its bridge.
        if (says || (!learns && !isPort)) {
            sections.put(name, new Section("interface", statics(plan)));
        }
        plan.dhcp().ifPresent(dhcp -> {
            Map<String, List<String>> options = on(plan, "dhcp");
            dhcp.metric().ifPresent(metric -> set(options, "metric", metric));
            sections.put(name + "_dhcp", new Section("interface", options));
        });
        if (plan.acceptRa().equals(Optional.of(Toggle.ON))) {
            sections.put(name + "_ra", new Section("interface", on(plan, "dhcpv6")));
        }
        int number = 1;
        for (RoutePlan route : plan.routes()) {
            sections.put(name + "_route" + number++, route(name, route));
        }
    }

    private Map<String, List<String>> on(InterfacePlan plan, String proto) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        set(options, hasDevices ? "device" : "ifname", plan.name());
        set(options, "proto", proto);
        return options;
    }

    private Map<String, List<String>> statics(InterfacePlan plan) {
        Map<String, List<String>> options = on(plan, plan.addresses().isEmpty() ? "none" : "static");
        set(options, "ipaddr", plan.addresses(), false);
        set(options, "ip6addr", plan.addresses(), true);
        list(options, "dns", plan.dns().stream().map(IpPrefix::address).toList());
        list(options, "dns_search", plan.search());
        return options;
    }

    private static Section route(String interfaceSection, RoutePlan route) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        IpPrefix destination = route.destination();
        set(options, "interface", interfaceSection);
        set(options, "target", destination.address() + "/" + destination.length());
        route.via().ifPresent(via -> set(options, "gateway", via.address()));
        route.metric().ifPresent(metric -> set(options, "metric", metric));
        if (route.onlink()) {
            set(options, "onlink", 1);
        }
        return new Section(destination.isV6() ? "route6" : "route", options);
    }

    private static void set(Map<String, List<String>> options, String option, Object value) {
        list(options, option, List.of(String.valueOf(value)));
    }

    private static void set(Map<String, List<String>> options, String option, List<IpPrefix> addresses, boolean v6) {
        list(
                options,
                option,
                addresses.stream()
                        .filter(address -> address.isV6() == v6)
                        .map(address -> address.address() + "/" + address.length())
                        .toList());
    }

    private static void list(Map<String, List<String>> options, String option, List<String> values) {
        if (!values.isEmpty()) {
            List<String> unused = options.put(option, List.copyOf(values));
        }
    }

    /** Reads what {@code uci -X show network} prints, in the form with quotes and in the older one without. */
    static Map<String, Section> read(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Map<String, List<String>>> options = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher words = LINE.matcher(line);
            if (!words.matches()) {
                continue;
            }
            if (words.group(2) == null) {
                String unused = types.put(words.group(1), words.group(3));
            } else {
                List<String> unused = options.computeIfAbsent(words.group(1), any -> new LinkedHashMap<>())
                        .put(words.group(2), values(words.group(3)));
            }
        }
        Map<String, Section> sections = new LinkedHashMap<>();
        types.forEach((name, type) -> sections.put(name, new Section(type, options.getOrDefault(name, Map.of()))));
        return sections;
    }

    private static List<String> values(String text) {
        if (!text.startsWith("'")) {
            return IpLine.of(text).words();
        }
        return QUOTED.matcher(text)
                .results()
                .map(match -> match.group(1).replace("'\\''", "'"))
                .toList();
    }

    /**
     * Returns the commands of {@code uci batch} that put sections in the place of those that were made for the plan before. What
     * others have said of the devices of the plan is taken back: their sections stay, and have no device any more.
     *
     * @param current all sections that there are
     * @param devices the names of the plan's interfaces in the guest
     */
    static List<String> change(Map<String, Section> current, Map<String, Section> wanted, Set<String> devices) {
        Map<String, Section> ours = new LinkedHashMap<>();
        List<String> commands = new ArrayList<>();
        current.forEach((name, section) -> {
            if (name.startsWith(PREFIX)) {
                ours.put(name, section);
            } else {
                commands.addAll(taken(name, section, devices));
            }
        });
        if (!ours.equals(wanted)) {
            ours.keySet().forEach(name -> commands.add("delete " + CONFIG + name));
            wanted.forEach((name, section) -> {
                commands.add("set " + CONFIG + name + "=" + section.type());
                section.options().forEach((option, values) -> commands.addAll(setting(name, option, values)));
            });
        }
        return commands;
    }

    private static List<String> taken(String name, Section section, Set<String> devices) {
        if (section.type().equals("device") && section.values("name").stream().anyMatch(devices::contains)) {
            return List.of("delete " + CONFIG + name);
        }
        List<String> commands = new ArrayList<>();
        boolean isVlan = section.values("type").stream().anyMatch(type -> type.startsWith("8021"));
        for (String option : List.of("ifname", "device", "ports")) {
            List<String> values = section.values(option);
            // In 'option ifname "eth0 eth1"', the words are one value.
            List<String> words = values.stream()
                    .flatMap(value -> IpLine.of(value).words().stream())
                    .toList();
            List<String> left =
                    words.stream().filter(word -> !devices.contains(word)).toList();
            boolean hasDevice =
                    section.type().equals("interface") || (section.type().equals("device") && !isVlan);
            if (hasDevice && left.size() < words.size()) {
                commands.add("delete " + CONFIG + name + "." + option);
                commands.addAll(setting(name, option, values.size() > 1 ? left : joined(left)));
            }
        }
        return commands;
    }

    private static List<String> joined(List<String> words) {
        return words.isEmpty() ? List.of() : List.of(String.join(" ", words));
    }

    /** What has one value is an option, but for those that netifd wants as a list. */
    private static List<String> setting(String name, String option, List<String> values) {
        boolean isList = values.size() > 1
                || Set.of("ipaddr", "ip6addr", "dns", "dns_search", "ports").contains(option);
        return values.stream()
                .map(value -> (isList ? "add_list " : "set ") + CONFIG + name + "." + option + "='"
                        + value.replace("'", "'\\''") + "'")
                .toList();
    }

    /** Returns the names of interfaces, in the words of {@code ubus}. */
    static String interfaceNames(Map<String, Section> sections) {
        return sections.entrySet().stream()
                .filter(each -> each.getValue().type().equals("interface"))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" "));
    }
}

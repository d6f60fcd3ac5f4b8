package io.kvmguest.network;

import io.kvmguest.network.Uci.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What has to be over before UCI's sections are as they are to be. netifd adds addresses that are new, and leaves those that it has
 * where they are. Where an interface of a device goes, as that of DHCP does, netifd takes the addresses of the others with it.
 */
final class UciOrder {

    private static final String IPADDR = "ipaddr";

    /** An interface section of which the addresses come from outside. */
    private static final Pattern LEARNING = Pattern.compile("(" + Uci.PREFIX + ".*)_(?:dhcp|ra)");

    private UciOrder() {}

    /**
     * Returns what has to come before: the wanted sections themselves, or the same with as few addresses that all others can be
     * added behind them, and without what is on a device that loses an interface.
     */
    static Map<String, Section> before(Map<String, Section> current, Map<String, Section> wanted) {
        Map<String, Section> before = new LinkedHashMap<>();
        wanted.forEach((name, section) -> {
            Section old = current.getOrDefault(name, section);
            before.put(name, with(section, staying(prefixes(old), prefixes(section))));
        });
        current.keySet().stream()
                .map(LEARNING::matcher)
                .filter(name -> name.matches() && !wanted.containsKey(name.group()))
                .map(name -> Pattern.quote(name.group(1)) + "(_dhcp|_ra|_route\\d+)?")
                .forEach(others -> before.keySet().removeIf(name -> name.matches(others)));
        return before;
    }

    /** Returns the interfaces that are there and not to be there, in the words of {@code ubus}. */
    static String gone(Map<String, Section> current, Map<String, Section> wanted) {
        Map<String, Section> gone = new LinkedHashMap<>(current);
        gone.keySet().removeIf(name -> !name.startsWith(Uci.PREFIX) || wanted.containsKey(name));
        return Uci.interfaceNames(gone);
    }

    private static List<IpPrefix> prefixes(Section section) {
        return section.values(IPADDR).stream().map(IpPrefix::parse).toList();
    }

    private static List<IpPrefix> staying(List<IpPrefix> old, List<IpPrefix> wanted) {
        List<IpPrefix> current =
                AddressOrder.of(old).stream().filter(wanted::contains).toList();
        int staying = AddressOrder.staying(current, wanted);
        return staying == current.size() ? wanted : current.subList(0, staying);
    }

    private static Section with(Section section, List<IpPrefix> addresses) {
        Map<String, List<String>> options = new LinkedHashMap<>(section.options());
        if (addresses.isEmpty()) {
            List<String> unused = options.remove(IPADDR);
        } else {
            List<String> unused = options.put(
                    IPADDR,
                    addresses.stream()
                            .map(address -> address.address() + "/" + address.length())
                            .toList());
        }
        return new Section(section.type(), options);
    }
}

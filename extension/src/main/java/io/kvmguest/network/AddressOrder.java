package io.kvmguest.network;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which the kernel has IPv4 addresses of an interface: those that are the first of their subnet, as they came,
 * and behind them the others, which it calls secondary ({@code __inet_insert_ifa} of {@code net/ipv4/devinet.c}).
 */
final class AddressOrder {

    private record Entry(IpPrefix prefix, boolean secondary) {}

    private final List<Entry> entries = new ArrayList<>();

    private AddressOrder() {}

    /** Returns the addresses in the order that they have when they were added one after another. */
    static List<IpPrefix> of(List<IpPrefix> added) {
        AddressOrder order = new AddressOrder();
        added.forEach(order::add);
        return order.prefixes();
    }

    private void add(IpPrefix prefix) {
        boolean secondary =
                entries.stream().anyMatch(each -> each.prefix().network().equals(prefix.network()));
        int at = entries.size();
        if (!secondary) {
            at = (int) entries.stream().filter(each -> !each.secondary()).count();
        }
        entries.add(at, new Entry(prefix, secondary));
    }

    private List<IpPrefix> prefixes() {
        return entries.stream().map(Entry::prefix).toList();
    }

    /**
     * Returns how many of the addresses that are there can stay, so that adding the missing ones brings all into their order.
     *
     * @param current those that are there, all of them wanted, as the kernel has them
     * @param wanted in the order in which they were wanted
     */
    static int staying(List<IpPrefix> current, List<IpPrefix> wanted) {
        List<IpPrefix> target = of(wanted);
        int staying = current.size();
        while (staying > 0
                && !of(completed(current.subList(0, staying), wanted)).equals(target)) {
            staying--;
        }
        return staying;
    }

    private static List<IpPrefix> completed(List<IpPrefix> current, List<IpPrefix> wanted) {
        List<IpPrefix> all = new ArrayList<>(current);
        wanted.stream().filter(each -> !current.contains(each)).forEach(all::add);
        return all;
    }
}

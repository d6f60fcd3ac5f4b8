package io.kvmguest.network;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.network.InterfaceState.Address;
import io.kvmguest.network.RouteState.Hop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what {@code ip -j} prints. */
final class IpJson {

    /** Keys of an address that are not flags, which are true. */
    private static final long FOREVER = 0xffffffffL;

    /** The words of a rule, as {@code ip rule} orders them. */
    private static final List<String> RULE_WORDS =
            List.of("tos", "fwmark", "iif", "oif", "uid_range", "ipproto", "sport", "dport");

    private IpJson() {}

    /** A JSON object of {@code ip}. */
    private record Item(Map<?, ?> map) {

        String text(String key) {
            Object value = map.get(key);
            return value == null ? "" : value.toString();
        }

        long number(String key) {
            return map.get(key) instanceof Number number ? number.longValue() : 0;
        }

        List<String> texts(String key) {
            return map.get(key) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        List<Item> items(String key) {
            return IpJson.items(map.get(key) instanceof List<?> list ? list : List.of());
        }

        Item item(String key) {
            return new Item(map.get(key) instanceof Map<?, ?> inner ? inner : Map.of());
        }
    }

    private static List<Item> items(List<?> list) {
        List<Item> items = new ArrayList<>();
        for (Object each : list) {
            // Some versions print {} for what they leave out.
            if (each instanceof Map<?, ?> map && !map.isEmpty()) {
                items.add(new Item(map));
            }
        }
        return items;
    }

    private static List<Item> items(String json) {
        try {
            return json.isBlank() ? List.of() : items(JSON.std.listFrom(json));
        } catch (IOException e) {
            throw new NetworkStateException("its ip -j has printed what is not JSON: " + e.getMessage());
        }
    }

    static List<InterfaceState> interfaces(String json) {
        return items(json).stream().map(IpJson::interfaceState).toList();
    }

    private static InterfaceState interfaceState(Item item) {
        return new InterfaceState(
                item.text("ifname"),
                (int) item.number("ifindex"),
                new LinkedHashSet<>(item.texts("flags")),
                (int) item.number("mtu"),
                item.text("address").contains(":") ? item.text("address") : "",
                item.text("permaddr"),
                item.text("master"),
                item.texts("altnames"),
                item.item("linkinfo").text("info_kind"),
                Map.of(),
                0,
                item.items("addr_info").stream().map(IpJson::address).toList());
    }

    private static Address address(Item item) {
        Set<String> flags = new LinkedHashSet<>();
        item.map().forEach((key, value) -> {
            if (value.equals(true)) {
                flags.add(key.toString());
            }
        });
        return new Address(
                IpPrefix.parse(item.text("local") + "/" + item.number("prefixlen")),
                item.text("address"),
                item.text("scope"),
                flags,
                lifetime(item, "valid_life_time"),
                lifetime(item, "preferred_life_time"));
    }

    private static Optional<Duration> lifetime(Item item, String key) {
        return item.map().get(key) instanceof Number number && number.longValue() != FOREVER
                ? Optional.of(Duration.ofSeconds(number.longValue()))
                : Optional.empty();
    }

    static List<RouteState> routes(String json, IpFamily family) {
        return items(json).stream()
                .map(item -> route(item, family).normalised())
                .toList();
    }

    private static RouteState route(Item item, IpFamily family) {
        String type = item.text("type");
        String table = item.text("table");
        List<Hop> hops = new ArrayList<>();
        addHop(hops, item);
        item.items("nexthops").forEach(hop -> addHop(hops, hop));
        return new RouteState(
                type.isEmpty() ? "unicast" : type,
                RouteState.destination(item.text("dst"), family),
                hops,
                item.text("prefsrc"),
                item.number("metric"),
                table.isEmpty() ? "main" : table,
                item.text("protocol"),
                item.text("scope"),
                new LinkedHashSet<>(item.texts("flags")),
                "");
    }

    private static void addHop(List<Hop> hops, Item item) {
        String gateway = item.text("gateway");
        Hop hop = new Hop(gateway.isEmpty() ? item.item("via").text("host") : gateway, item.text("dev"));
        if (!hop.via().isEmpty() || !hop.device().isEmpty()) {
            hops.add(hop);
        }
    }

    static List<RuleState> rules(String json, IpFamily family) {
        return items(json).stream()
                .map(item -> new RuleState(family, (int) item.number("priority"), ruleText(item)))
                .toList();
    }

    private static String ruleText(Item item) {
        StringBuilder text = new StringBuilder(item.map().containsKey("not") ? "not from " : "from ");
        text.append(item.text("src").isEmpty() ? "all" : item.text("src") + length(item, "srclen"));
        if (!item.text("dst").isEmpty()) {
            text.append(" to ").append(item.text("dst")).append(length(item, "dstlen"));
        }
        for (String word : RULE_WORDS) {
            if (!item.text(word).isEmpty()) {
                text.append(' ').append(word).append(' ').append(item.text(word));
                text.append(word.equals("fwmark") && !item.text("fwmask").isEmpty() ? "/" + item.text("fwmask") : "");
            }
        }
        if (!item.text("action").isEmpty()) {
            text.append(' ').append(item.text("action"));
        }
        if (!item.text("table").isEmpty()) {
            text.append(" lookup ").append(item.text("table"));
        }
        return text.toString();
    }

    private static String length(Item item, String key) {
        return item.text(key).isEmpty() ? "" : "/" + item.text(key);
    }

    static List<NeighbourState> neighbours(String json) {
        return items(json).stream()
                .map(item -> new NeighbourState(
                        item.text("dst"), item.text("dev"), item.text("lladdr"), String.join(",", item.texts("state"))))
                .toList();
    }
}

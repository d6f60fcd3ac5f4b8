package io.kvmguest.network;

import static io.kvmguest.network.InterfacePlan.say;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.image.NearMiss;
import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A plan as JSON. */
final class PlanJson {

    private PlanJson() {}

    static String write(NetworkPlan plan) {
        Map<String, Object> map = Map.of(
                "interfaces", plan.interfaces().stream().map(PlanJson::map).toList());
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(map);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no file and no socket is in it
        }
    }

    private static Map<String, Object> map(InterfacePlan plan) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", plan.name());
        putKind(map, plan.kind());
        plan.mtu().ifPresent(mtu -> map.put("mtu", mtu));
        putTexts(map, "addresses", plan.addresses());
        plan.dhcp().ifPresent(dhcp -> map.put("dhcp4", number("metric", dhcp.metric())));
        plan.acceptRa().ifPresent(toggle -> map.put("acceptRa", toggle.isOn()));
        if (!plan.routes().isEmpty()) {
            map.put("routes", plan.routes().stream().map(PlanJson::map).toList());
        }
        putTexts(map, "dns", plan.dns());
        putTexts(map, "search", plan.search());
        plan.optional().ifPresent(toggle -> map.put("optional", toggle.isOn()));
        return map;
    }

    private static void putKind(Map<String, Object> map, InterfaceKind kind) {
        if (kind instanceof Card card) {
            card.mac().ifPresent(mac -> map.put("mac", mac));
        } else if (kind instanceof Vlan vlan) {
            Map<String, Object> inner = new LinkedHashMap<>();
            inner.put("parent", vlan.parent());
            inner.put("id", vlan.id());
            map.put("vlan", inner);
        } else if (kind instanceof Bridge bridge) {
            Map<String, Object> inner = new LinkedHashMap<>();
            inner.put("ports", bridge.ports());
            bridge.priority().ifPresent(priority -> inner.put("priority", priority));
            bridge.stp().ifPresent(stp -> inner.put("stp", stp.isOn()));
            map.put("bridge", inner);
        } else if (kind instanceof Bond bond) {
            Map<String, Object> inner = new LinkedHashMap<>();
            inner.put("ports", bond.ports());
            bond.mode().ifPresent(mode -> inner.put("mode", mode.text()));
            bond.miimon().ifPresent(miimon -> inner.put("miimonMillis", miimon.toMillis()));
            map.put("bond", inner);
        }
    }

    private static Map<String, Object> map(RoutePlan route) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("to", route.destination().toString());
        route.via().ifPresent(via -> map.put("via", via.toString()));
        map.putAll(number("metric", route.metric()));
        if (route.onlink()) {
            map.put("onlink", true);
        }
        return map;
    }

    private static Map<String, Object> number(String key, OptionalInt number) {
        return number.isPresent() ? Map.of(key, number.getAsInt()) : Map.of();
    }

    private static void putTexts(Map<String, Object> map, String key, List<?> list) {
        if (!list.isEmpty()) {
            map.put(key, list.stream().map(Object::toString).toList());
        }
    }

    static NetworkPlan read(String json) {
        Map<String, Object> map;
        try {
            map = JSON.std.mapFrom(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("The plan is not JSON: " + firstLine(e), e);
        }
        Keys keys = new Keys("the plan", map);
        NetworkPlan.Builder builder = NetworkPlan.builder();
        keys.objects("interfaces").forEach(each -> builder.add(interfacePlan(each)));
        keys.requireNoOther();
        return builder.build();
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it is empty");
    }

    private static InterfacePlan interfacePlan(Map<?, ?> map) {
        Keys keys = new Keys("interface '" + new Keys("an interface", map).requireText("name") + "'", map);
        String name = keys.requireText("name");
        InterfacePlan plan = InterfacePlan.of(name, kind(keys));
        for (String address : keys.texts("addresses")) {
            plan = plan.address(address);
        }
        for (Map<?, ?> route : keys.objects("routes")) {
            plan = plan.route(route(name, new Keys("a route of interface '" + name + "'", route)));
        }
        plan = plan.dns(keys.texts("dns").toArray(String[]::new))
                .search(keys.texts("search").toArray(String[]::new));
        Optional<Keys> dhcp = keys.object("dhcp4");
        if (dhcp.isPresent()) {
            OptionalInt metric = dhcp.get().number("metric");
            dhcp.get().requireNoOther();
            plan = metric.isPresent() ? plan.dhcp4(metric.getAsInt()) : plan.dhcp4();
        }
        Optional<Toggle> acceptRa = keys.toggle("acceptRa");
        if (acceptRa.isPresent()) {
            plan = plan.acceptRa(acceptRa.get());
        }
        OptionalInt mtu = keys.number("mtu");
        if (mtu.isPresent()) {
            plan = plan.mtu(mtu.getAsInt());
        }
        Optional<Toggle> optional = keys.toggle("optional");
        if (optional.isPresent()) {
            plan = plan.optional(optional.get());
        }
        keys.requireNoOther();
        return plan;
    }

    private static InterfaceKind kind(Keys keys) {
        List<String> said = List.of("mac", "vlan", "bridge", "bond").stream()
                .filter(keys::has)
                .toList();
        if (said.size() > 1) {
            throw keys.refused("has both '" + said.get(0) + "' and '" + said.get(1) + "': it can only be one of them");
        }
        Optional<String> mac = keys.text("mac");
        Optional<Keys> vlan = keys.object("vlan");
        Optional<Keys> bridge = keys.object("bridge");
        Optional<Keys> bond = keys.object("bond");
        InterfaceKind kind = new Card(mac);
        if (vlan.isPresent()) {
            kind = new Vlan(vlan.get().requireText("parent"), vlan.get().requireNumber("id"));
        } else if (bridge.isPresent()) {
            kind = new Bridge(
                    bridge.get().texts("ports"),
                    bridge.get().number("priority"),
                    bridge.get().toggle("stp"));
        } else if (bond.isPresent()) {
            kind = new Bond(
                    bond.get().texts("ports"),
                    mode(bond.get()),
                    millis(bond.get().number("miimonMillis")));
        }
        vlan.or(() -> bridge).or(() -> bond).ifPresent(Keys::requireNoOther);
        return kind;
    }

    private static Optional<BondMode> mode(Keys bond) {
        return bond.text("mode").map(text -> BondMode.of(text)
                .orElseThrow(() -> bond.refused("'" + text + "' is not a mode: there are "
                        + String.join(", ", BondMode.texts()) + "."
                        + NearMiss.question(text, BondMode.texts()))));
    }

    private static Optional<Duration> millis(OptionalInt number) {
        return number.isPresent() ? Optional.of(Duration.ofMillis(number.getAsInt())) : Optional.empty();
    }

    private static RoutePlan route(String name, Keys keys) {
        try {
            RoutePlan route = RoutePlan.to(keys.requireText("to"));
            Optional<String> via = keys.text("via");
            if (via.isPresent()) {
                route = route.via(via.get());
            }
            OptionalInt metric = keys.number("metric");
            if (metric.isPresent()) {
                route = route.metric(metric.getAsInt());
            }
            if (keys.toggle("onlink").equals(Optional.of(Toggle.ON))) {
                route = route.onLink();
            }
            keys.requireNoOther();
            return route;
        } catch (Keys.KeyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(say(name, String.valueOf(e.getMessage())), e);
        }
    }
}

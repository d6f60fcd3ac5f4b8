package io.kvmguest.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a guest's network is to be: interfaces with their addresses, routes and name servers. A value, valid whenever there is
 * one; a {@link NetworkConfigurator} applies it.
 *
 * <pre>{@code
 * NetworkPlan plan = NetworkPlan.of(
 *         InterfacePlan.card("uplink", guest.nic(0).mac()).address("192.0.2.10/24").gateway("192.0.2.1"),
 *         InterfacePlan.vlan("office", "uplink", 10).address("10.0.10.1/24"));
 * }</pre>
 */
public final class NetworkPlan {

    private final List<InterfacePlan> interfaces;

    private NetworkPlan(List<InterfacePlan> interfaces) {
        this.interfaces = List.copyOf(interfaces);
    }

    /**
     * Returns a plan of these interfaces.
     *
     * @throws IllegalArgumentException as {@link Builder#build()} does
     */
    public static NetworkPlan of(InterfacePlan... interfaces) {
        return builder().add(interfaces).build();
    }

    /** Returns a builder of a plan that says nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads what {@link #toJson()} writes.
     *
     * @throws IllegalArgumentException if it is not JSON, has a key that means nothing, or is no valid plan
     */
    public static NetworkPlan fromJson(String json) {
        return PlanJson.read(json);
    }

    /** Returns it as JSON, which {@link #fromJson(String)} reads as an equal plan; what is not said is not there. */
    public String toJson() {
        return PlanJson.write(this);
    }

    /** Returns the interfaces, in order. */
    public List<InterfacePlan> interfaces() {
        return interfaces;
    }

    /** Returns what is planned for an interface, by its name in the plan. */
    public Optional<InterfacePlan> find(String name) {
        return interfaces.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Returns a builder that begins with what this says. */
    public Builder toBuilder() {
        return builder().add(interfaces);
    }

    /**
     * Returns how this plan differs from one before it, a line each: {@code eth0: address 10.0.0.1/24 is gone}.
     *
     * @return nothing if they are equal
     */
    public List<String> difference(NetworkPlan before) {
        return PlanFacts.of(this).since(PlanFacts.of(before));
    }

    /**
     * Returns this plan with the names that a guest has for the cards that are meant by their MAC addresses.
     *
     * @param state of the guest
     * @throws IllegalStateException if the guest has no such card or interface, or two interfaces of the plan are the same one there
     */
    public NetworkPlan namedAsIn(NetworkState state) {
        Map<String, String> names = new LinkedHashMap<>();
        for (InterfacePlan each : interfaces) {
            String name = each.mac().isEmpty()
                    ? each.name()
                    : state.findCard(each.mac().get())
                            .orElseThrow(() -> new IllegalStateException("No card of the guest has the MAC address "
                                    + each.mac().get() + " of '" + each.name() + "'. It has " + cards(state)))
                            .name();
            if (each.kind() instanceof InterfaceKind.Card && state.find(name).isEmpty()) {
                throw new IllegalStateException("The guest has no interface '" + name + "'. It has "
                        + String.join(
                                ", ",
                                state.interfaces().stream()
                                        .map(InterfaceState::name)
                                        .toList()));
            }
            if (names.containsValue(name)) {
                throw new IllegalStateException(
                        "'" + each.name() + "' is another interface of the plan as well: the guest calls it " + name);
            }
            String unused = names.put(each.name(), name);
        }
        return new NetworkPlan(
                interfaces.stream().map(each -> each.renamed(names)).toList());
    }

    private static String cards(NetworkState state) {
        String cards = state.interfaces().stream()
                .filter(each -> !each.permanentMac().isEmpty())
                .map(each -> each.permanentMac() + " " + each.name())
                .collect(Collectors.joining(", "));
        return cards.isEmpty() ? "none" : cards;
    }

    /** Returns the names of its interfaces in a guest, by those that it has for them, in order. */
    Map<String, String> namesIn(NetworkPlan named) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < interfaces.size(); i++) {
            names.put(interfaces.get(i).name(), named.interfaces.get(i).name());
        }
        return names;
    }

    /** Returns whether it says anything of how names are resolved. */
    boolean namesResolver() {
        return interfaces.stream()
                .anyMatch(each -> !each.dns().isEmpty() || !each.search().isEmpty());
    }

    /** Returns the interfaces in an order in which they can be made: each behind those that it needs. */
    List<InterfacePlan> fromTheGround() {
        List<InterfacePlan> ordered = new ArrayList<>();
        interfaces.forEach(each -> place(each, ordered));
        return ordered;
    }

    private void place(InterfacePlan each, List<InterfacePlan> ordered) {
        if (!ordered.contains(each)) {
            each.kind().lower().forEach(lower -> place(find(lower).orElseThrow(), ordered));
            ordered.add(each);
        }
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof NetworkPlan other && interfaces.equals(other.interfaces);
    }

    @Override
    public int hashCode() {
        return interfaces.hashCode();
    }

    /** Returns a line for each interface. */
    @Override
    public String toString() {
        return interfaces.stream().map(PlanFacts::line).collect(Collectors.joining("\n"));
    }

    /** Gathers what a plan says. */
    public static final class Builder {

        private final List<InterfacePlan> interfaces = new ArrayList<>();

        private Builder() {}

        /** Adds interfaces. */
        public Builder add(InterfacePlan... more) {
            return add(Arrays.asList(more));
        }

        /** Adds interfaces. */
        public Builder add(Collection<InterfacePlan> more) {
            more.forEach(each -> interfaces.add(Objects.requireNonNull(each, "an interface must not be null")));
            return this;
        }

        /**
         * Returns the plan.
         *
         * @throws IllegalArgumentException if its interfaces do not fit together: a name, MAC address or IP address twice, a
         *     parent or port that is not in the plan, a port of two, a loop, a gateway that cannot be reached; the message
         *     names the interface, and what mends it
         */
        public NetworkPlan build() {
            NetworkPlan plan = new NetworkPlan(interfaces);
            PlanCheck.check(plan);
            return plan;
        }
    }
}

package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Vlan;

/** What a {@link NetworkPlan} can say of an interface, field by field. */
public enum PlanField {
    /** A card is meant by its MAC address. */
    MATCH_BY_MAC("match by MAC address"),
    /** Static addresses. */
    ADDRESSES("addresses"),
    /** Addresses by DHCP. */
    DHCP4("dhcp4"),
    /** The metric of routes by DHCP. */
    DHCP_METRIC("metric of dhcp4"),
    /** Whether router advertisements count. */
    ACCEPT_RA("accept-ra"),
    /** Static routes. */
    ROUTES("routes"),
    /** The metrics of static routes. */
    ROUTE_METRIC("metric of routes"),
    /** Gateways that no network of the interface has. */
    ONLINK("onlink"),
    /** Name servers. */
    DNS("dns"),
    /** Domains in which names are looked up. */
    SEARCH("search"),
    /** The MTU. */
    MTU("mtu"),
    /** Whether a boot waits for it. */
    OPTIONAL("optional"),
    /** VLANs. */
    VLAN("vlan"),
    /** Bridges. */
    BRIDGE("bridge"),
    /** The priority of a bridge. */
    BRIDGE_PRIORITY("priority"),
    /** Whether a bridge speaks the spanning tree protocol. */
    STP("stp"),
    /** Bonds. */
    BOND("bond");

    private final String text;

    PlanField(String text) {
        this.text = text;
    }

    /** Returns whether a plan says something in this field. */
    public boolean isSaidBy(InterfacePlan plan) {
        return switch (this) {
            case MATCH_BY_MAC -> plan.mac().isPresent();
            case ADDRESSES -> !plan.addresses().isEmpty();
            case DHCP4 -> plan.dhcp().isPresent();
            case DHCP_METRIC ->
                plan.dhcp().isPresent() && plan.dhcp().get().metric().isPresent();
            case ACCEPT_RA -> plan.acceptRa().isPresent();
            case ROUTES -> !plan.routes().isEmpty();
            case ROUTE_METRIC ->
                plan.routes().stream().anyMatch(route -> route.metric().isPresent());
            case ONLINK -> plan.routes().stream().anyMatch(RoutePlan::onlink);
            case DNS -> !plan.dns().isEmpty();
            case SEARCH -> !plan.search().isEmpty();
            case MTU -> plan.mtu().isPresent();
            case OPTIONAL -> plan.optional().isPresent();
            case VLAN -> plan.kind() instanceof Vlan;
            case BRIDGE -> plan.kind() instanceof Bridge;
            case BRIDGE_PRIORITY ->
                plan.kind() instanceof Bridge bridge && bridge.priority().isPresent();
            case STP -> plan.kind() instanceof Bridge bridge && bridge.stp().isPresent();
            case BOND -> plan.kind() instanceof Bond;
        };
    }

    /** Returns what a person calls it. */
    @Override
    public String toString() {
        return text;
    }
}

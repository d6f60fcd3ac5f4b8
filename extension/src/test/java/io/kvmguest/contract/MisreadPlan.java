package io.kvmguest.contract;

import io.kvmguest.network.Applied;
import io.kvmguest.network.Guarantee;
import io.kvmguest.network.InterfaceKind;
import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Vlan;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.PlanField;
import io.kvmguest.network.Support;
import io.kvmguest.shell.RootShell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** A configurator that makes of a plan, and of the one before, another one, which is applied as it should be. */
final class MisreadPlan implements NetworkConfigurator {

    private static final int ETHERNET_MTU = 1500;

    private final NetworkConfigurator configurator = NetworkConfigurator.busybox();
    private final String bug;
    private final BinaryOperator<NetworkPlan> reading;
    private NetworkPlan last = NetworkPlan.of();

    /** @param reading of the plan before and of the one at hand */
    MisreadPlan(String bug, BinaryOperator<NetworkPlan> reading) {
        this.bug = bug;
        this.reading = reading;
    }

    static NetworkPlan keepingMtus(NetworkPlan before, NetworkPlan plan) {
        return each(plan, each -> {
            OptionalInt mtu = before.find(each.name()).map(InterfacePlan::mtu).orElse(OptionalInt.empty());
            return each.mtu().isPresent() || mtu.isEmpty() ? each : each.mtu(mtu.getAsInt());
        });
    }

    static NetworkPlan keepingBridges(NetworkPlan before, NetworkPlan plan) {
        List<InterfacePlan> all = new ArrayList<>(plan.interfaces());
        before.interfaces().stream()
                .filter(each ->
                        each.kind() instanceof Bridge && plan.find(each.name()).isEmpty())
                .forEach(all::add);
        return NetworkPlan.of(all.toArray(InterfacePlan[]::new));
    }

    static NetworkPlan withVlansOfOldMtu(NetworkPlan before, NetworkPlan plan) {
        return each(plan, each -> each.kind() instanceof Vlan ? each.mtu(ETHERNET_MTU) : each);
    }

    static NetworkPlan withoutMiimon(NetworkPlan before, NetworkPlan plan) {
        return each(
                plan,
                each -> each.kind() instanceof Bond bond
                        ? of(each, new Bond(bond.ports(), bond.mode(), Optional.empty()))
                        : each);
    }

    private static InterfacePlan of(InterfacePlan each, InterfaceKind kind) {
        return new InterfacePlan(
                each.name(),
                kind,
                each.addresses(),
                each.dhcp(),
                each.acceptRa(),
                each.routes(),
                each.dns(),
                each.search(),
                each.mtu(),
                each.optional());
    }

    private static NetworkPlan each(NetworkPlan plan, UnaryOperator<InterfacePlan> reading) {
        return NetworkPlan.of(plan.interfaces().stream().map(reading).toArray(InterfacePlan[]::new));
    }

    @Override
    public String name() {
        return "reference that " + bug;
    }

    @Override
    public Map<PlanField, Support> claims() {
        return configurator.claims();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return configurator.guarantees();
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        NetworkPlan misread = reading.apply(last, plan);
        last = misread;
        return configurator.apply(misread, root);
    }
}

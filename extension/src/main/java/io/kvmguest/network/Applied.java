package io.kvmguest.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a plan that was applied.
 *
 * @param configurator the name of the configurator
 * @param skipped what the plan says and the configurator does not do
 */
public record Applied(String configurator, List<Skipped> skipped) {

    /** Something that was not done. */
    public record Skipped(String interfaceName, PlanField field) {

        /** Returns {@code eth0: dhcp4}. */
        @Override
        public String toString() {
            return interfaceName + ": " + field;
        }
    }

    public Applied {
        skipped = List.copyOf(skipped);
    }

    /** Returns what comes of a plan, by what a configurator claims. */
    public static Applied of(NetworkConfigurator configurator, NetworkPlan plan) {
        List<Skipped> skipped = new ArrayList<>();
        for (InterfacePlan each : plan.interfaces()) {
            for (PlanField field : PlanField.values()) {
                if (field.isSaidBy(each) && !configurator.does(field)) {
                    skipped.add(new Skipped(each.name(), field));
                }
            }
        }
        return new Applied(configurator.name(), skipped);
    }

    /** Returns {@code iproute2: all of the plan}, or {@code iproute2: all but eth0: dhcp4}. */
    @Override
    public String toString() {
        return configurator
                + (skipped.isEmpty()
                        ? ": all of the plan"
                        : ": all but "
                                + String.join(
                                        ", ",
                                        skipped.stream().map(Skipped::toString).toList()));
    }
}

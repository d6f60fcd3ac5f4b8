package io.kvmguest.examples;

import io.kvmguest.network.Applied;
import io.kvmguest.network.Guarantee;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.NetworkConfiguratorException;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.PlanField;
import io.kvmguest.network.Support;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/** A configurator of one's own: a script that knows one address and a gateway. */
record StaticAddressScript(String forgetful) implements NetworkConfigurator {

    @Override
    public String name() {
        return "static-address.sh";
    }

    @Override
    public Map<PlanField, Support> claims() {
        return Map.of(PlanField.ADDRESSES, Support.NATIVE, PlanField.ROUTES, Support.NATIVE);
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of();
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        InterfacePlan uplink = plan.interfaces().get(0);
        CommandResult result = root.run(Command.of("sh -s -- %s %s %s"
                        .formatted(
                                uplink.name(),
                                uplink.addresses().get(0),
                                uplink.routes().get(0).via().orElseThrow()))
                .with("FORGETFUL", forgetful)
                .stdin(script()));
        if (!result.succeeded()) {
            throw NetworkConfiguratorException.of(name(), result, "");
        }
        return Applied.of(this, plan);
    }

    private static byte[] script() {
        try (var script = StaticAddressScript.class.getResourceAsStream("/static-address.sh")) {
            return script.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.kvmguest.contract;

import io.kvmguest.network.Applied;
import io.kvmguest.network.Guarantee;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.NetworkConfiguratorException;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.PlanField;
import io.kvmguest.network.RoutePlan;
import io.kvmguest.network.Support;
import io.kvmguest.network.Toggle;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A script that passes the contract, and each of its bugs, which does not. */
class ReferenceConfigurator implements NetworkConfigurator {

    private static final String SCRIPT = "/var/lib/reference/reference.sh";

    private final String bug;
    private final Set<Guarantee> guarantees;

    /**
     * @param bug what is planted in it, or empty
     * @param guarantees what it promises in the guest at hand: only one with a disk and systemd keeps it over a reboot
     */
    ReferenceConfigurator(String bug, Set<Guarantee> guarantees) {
        this.bug = bug;
        this.guarantees = Set.copyOf(guarantees);
    }

    @Override
    public String name() {
        return bug.isEmpty() ? "reference" : "reference that " + bug;
    }

    @Override
    public Map<PlanField, Support> claims() {
        return EnumSet.of(
                        PlanField.MATCH_BY_MAC,
                        PlanField.ADDRESSES,
                        PlanField.ROUTES,
                        PlanField.ONLINK,
                        PlanField.DHCP4,
                        PlanField.OPTIONAL)
                .stream()
                .collect(Collectors.toMap(field -> field, field -> Support.NATIVE));
    }

    @Override
    public Set<Guarantee> guarantees() {
        return guarantees;
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        if (!root.run("[ -e " + SCRIPT + " ]").succeeded()) {
            root.run(Command.of("mkdir -p " + SCRIPT.substring(0, SCRIPT.lastIndexOf('/')) + " && cat >" + SCRIPT
                                    + " && chmod +x " + SCRIPT)
                            .stdin(script()))
                    .requireSuccess();
        }
        CommandResult result = root.run(Command.of("sh " + SCRIPT + " apply")
                .with("BUG", bug)
                .stdin(text(plan).getBytes(StandardCharsets.UTF_8)));
        if (!result.succeeded()) {
            throw NetworkConfiguratorException.of(name(), result, "");
        }
        return Applied.of(this, plan);
    }

    private static String text(NetworkPlan plan) {
        StringBuilder text = new StringBuilder();
        for (InterfacePlan each : plan.interfaces()) {
            text.append("interface ").append(each.mac().orElseThrow()).append('\n');
            each.addresses()
                    .forEach(address -> text.append("address ").append(address).append('\n'));
            each.routes().forEach(route -> text.append(text(route)));
            each.dhcp().ifPresent(dhcp -> text.append("dhcp\n"));
            text.append(each.optional().equals(Optional.of(Toggle.ON)) ? "optional\n" : "");
        }
        return text.toString();
    }

    private static String text(RoutePlan route) {
        String destination = route.destination().toString();
        return "route " + (destination.equals("0.0.0.0/0") ? "default" : destination) + " "
                + route.via().orElseThrow() + (route.onlink() ? " onlink" : "") + "\n";
    }

    private static byte[] script() {
        try (InputStream in = Objects.requireNonNull(ReferenceConfigurator.class.getResourceAsStream("reference.sh"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

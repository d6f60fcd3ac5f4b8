package io.kvmguest.network;

import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Uses {@code ip}, be it that of iproute2 or of busybox. */
final class IpConfigurator implements NetworkConfigurator {

    static final NetworkConfigurator IPROUTE2 = new IpConfigurator("iproute2");
    static final NetworkConfigurator BUSYBOX = new IpConfigurator("busybox");

    private static final Map<PlanField, Support> CLAIMS = Support.nativeBut(
            EnumSet.of(PlanField.DNS, PlanField.SEARCH),
            EnumSet.of(PlanField.DHCP4, PlanField.DHCP_METRIC, PlanField.OPTIONAL));

    /** Links, settings, addresses of each interface and routes, each with what follows from it; twice as much is too much. */
    private static final int MOST_ROUNDS = 40;

    private final String name;

    private IpConfigurator(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<PlanField, Support> claims() {
        return CLAIMS;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(Guarantee.ALL_OR_NOTHING);
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        NetworkState before = NetworkState.read(root);
        NetworkPlan named = plan.namedAsIn(before);
        Optional<CommandResult> refusal = converge(LinkTarget.of(named, before), before, root);
        if (refusal.isPresent()) {
            throw NetworkConfiguratorException.of(name, refusal.get(), restore(named, before, root));
        }
        ResolverFile.write(named, root);
        return Applied.of(this, plan);
    }

    /** Returns what the kernel has refused. */
    private Optional<CommandResult> converge(List<LinkTarget> targets, NetworkState before, RootShell root) {
        Convergence convergence = new Convergence(targets);
        NetworkState now = before;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<String> commands = convergence.next(now);
            if (commands.isEmpty()) {
                return Optional.empty();
            }
            CommandResult result = root.run(script(commands));
            if (!result.succeeded()) {
                return Optional.of(result);
            }
            now = NetworkState.read(root);
        }
        throw new IllegalStateException(
                name + " does not come to an end. The next would be:\n" + String.join("\n", convergence.next(now)));
    }

    /** Ends at the first command that fails, and says which. */
    private static String script(List<String> commands) {
        StringBuilder script = new StringBuilder("refused() { echo \"$1\" >&2; exit 1; }\n");
        for (String command : commands) {
            script.append("{ ")
                    .append(command)
                    .append("; } || refused '")
                    .append(command.replace("'", "'\\''"))
                    .append("'\n");
        }
        return script.toString();
    }

    private String restore(NetworkPlan plan, NetworkState before, RootShell root) {
        List<LinkTarget> targets = before.interfaces().stream()
                .filter(link -> plan.find(link.name()).isPresent()
                        || link.attributes().getOrDefault("alias", "").equals(LinkTarget.ALIAS))
                .map(link -> LinkTarget.of(link, before))
                .toList();
        return converge(targets, NetworkState.read(root), root)
                .map(refusal -> "It could not be put back as it was: "
                        + refusal.stderr().lines().findFirst().orElse(""))
                .orElse("It is as it was before.");
    }
}

package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a file for ifupdown, and lets it take down and bring up what differs. */
final class IfupdownConfigurator implements NetworkConfigurator {

    private static final String STATE = """
            PATH=$PATH:/usr/sbin:/sbin
            cat /etc/network/interfaces.d/kvmguest 2>/dev/null
            echo "## state"
            ifquery --state
            exit 0
            """;

    private static final String MARK = "## state\n";

    /** What is brought up is made blank before, for ifupdown adds to what is there. */
    private static final String APPLY = """
            PATH=$PATH:/usr/sbin:/sbin
            # With --force, it does not look up by what it has brought a device up.
            for each in $down; do
                ifdown --force "$each" >&2
            done
            mkdir -p /etc/network/interfaces.d
            printf '%s\\n' "$text" >/etc/network/interfaces.d/kvmguest || exit
            grep -qs '^source.* /etc/network/interfaces.d' /etc/network/interfaces ||
                echo 'source /etc/network/interfaces.d/*' >>/etc/network/interfaces || exit
            if command -v systemctl >/dev/null; then
                systemctl is-enabled -q networking || systemctl enable -q networking || exit
                # Debian waits at a boot for cards that are named, not for those of an address.
                mkdir -p /etc/systemd/system/networking.service.d
                printf '[Service]\\nExecStartPre=udevadm settle\\n' >/etc/systemd/system/networking.service.d/kvmguest.conf || exit
            fi
            for each in $up; do
                device=${each%%=*}
                [ -e "/sys/class/net/$device" ] || continue
                case " $made " in
                    *" $device "*) ip link del "$device" && continue ;;
                esac
                ip link set "$device" nomaster down
                ip addr flush dev "$device"
                ip route flush dev "$device"
                # Debian's bridges leave it so to their ports.
                case $(ip -d link show "$device") in
                    *"addrgenmode none"*) ip link set "$device" addrgenmode eui64 ;;
                esac
            done
            for each in $up; do
                ifup "$each" || exit
            done
            """;

    private static final Map<PlanField, Support> CLAIMS = Support.nativeBut(
            EnumSet.of(
                    PlanField.ROUTES,
                    PlanField.ROUTE_METRIC,
                    PlanField.ONLINK,
                    PlanField.ACCEPT_RA,
                    PlanField.DNS,
                    PlanField.SEARCH,
                    PlanField.VLAN),
            EnumSet.of(PlanField.OPTIONAL));

    @Override
    public String name() {
        return "ifupdown";
    }

    @Override
    public Map<PlanField, Support> claims() {
        return CLAIMS;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(Guarantee.SURVIVES_REBOOT);
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        NetworkPlan named = plan.namedAsIn(NetworkState.read(root));
        Programs.require(name(), packages(plan), root);
        OtherManagers.end(name(), EnumSet.of(OtherManagers.IFUPDOWN), root);
        String file = Ifupdown.file(plan, Ifupdown.sections(plan, named)).strip();
        String[] state = root.run(STATE).requireSuccess().stdout().split(MARK, 2);
        IfupdownChange change =
                IfupdownChange.of(state[0], file, IfupdownChange.running(state[1]), plan.namesIn(named));
        // Before and not behind it, or what a DHCP client has written would be lost.
        if (!named.namesResolver()) {
            ResolverFile.write(named, root);
        }
        ConfiguratorScript.run(
                name(),
                Command.of(APPLY)
                        .with("down", String.join(" ", change.down()))
                        .with("up", String.join(" ", change.up()))
                        .with("text", file)
                        .with("made", made(plan)),
                root);
        if (named.namesResolver()) {
            ResolverFile.write(named, root);
        }
        return Applied.of(this, plan);
    }

    private static String made(NetworkPlan plan) {
        return plan.interfaces().stream()
                .filter(each -> !(each.kind() instanceof Card))
                .map(InterfacePlan::name)
                .collect(Collectors.joining(" "));
    }

    private static Map<String, String> packages(NetworkPlan plan) {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("ifup", "ifupdown");
        for (InterfacePlan each : plan.interfaces()) {
            if (each.kind() instanceof Bridge) {
                packages.put("/etc/network/if-pre-up.d/bridge", "bridge-utils");
            } else if (each.kind() instanceof Bond) {
                packages.put("/etc/network/if-pre-up.d/ifenslave", "ifenslave");
            }
            if (each.dhcp().isPresent()) {
                packages.put("dhclient", "isc-dhcp-client");
            }
        }
        return packages;
    }
}

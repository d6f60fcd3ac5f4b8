package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Writes a file for netplan, and lets it make files for systemd-networkd of it. */
final class NetplanConfigurator implements NetworkConfigurator {

    /**
     * Applies what differs, and nothing else: netplan configures all anew, whatever is there. From the state before, it sees
     * which VLANs, bridges and bonds are to go. A file that it refuses does not stay.
     */
    private static final String APPLY = """
            umask 077
            file=/etc/netplan/90-kvmguest.yaml
            before=/var/lib/kvmguest-netplan
            [ "$(cat "$file" 2>/dev/null)" != "$text" ] || ! cmp -s "$file" "$before$file" ||
                ! systemctl is-active -q systemd-networkd || exit 0
            mkdir -p "$before/etc/netplan" /etc/netplan || exit
            made=/run/systemd/network
            if [ ! -e "$before/made" ]; then
                rm -rf "$before/new"
                mkdir "$before/new" || exit
                cp "$made"/*.netdev "$before/new" 2>/dev/null
                mv "$before/new" "$before/made" || exit
            fi
            printf '%s\\n' "$text" >"$file" || exit
            if ! netplan apply --state "$before"; then
                rm -f "$file"
                [ ! -e "$before$file" ] || cp "$before$file" "$file"
                exit 1
            fi
            # What it has changed of those that are there, networkd does not.
            changed=
            for old in "$before"/made/*.netdev; do
                new=$made/${old##*/}
                [ -e "$new" ] && ! cmp -s "$old" "$new" || continue
                name=${old##*/10-netplan-}
                networkctl delete "${name%.netdev}"
                changed=1
            done
            if [ -n "$changed" ]; then
                # Files that are as before would still mean the links that are gone, and whoever was their port has failed.
                touch "$made"/10-netplan-*.network
                networkctl reload || exit
                for name in $names; do
                    networkctl reconfigure "$name"
                done
            fi
            cp "$file" "$before$file" && rm -rf "$before/made"
            """;

    @Override
    public String name() {
        return "netplan";
    }

    @Override
    public Map<PlanField, Support> claims() {
        return Networkd.CLAIMS;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(Guarantee.SURVIVES_REBOOT);
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        NetworkState before = NetworkState.read(root);
        NetworkPlan named = plan.namedAsIn(before);
        Programs.require(name(), Map.of("netplan", "netplan.io", "networkctl", "systemd"), root);
        OtherManagers.end(name(), EnumSet.of(OtherManagers.NETWORKD, OtherManagers.NETPLAN), root);
        ConfiguratorScript.run(
                name(),
                Command.of(Networkd.SETTINGS + APPLY)
                        .with("text", Netplan.file(plan).strip())
                        .with("names", ConfiguratorScript.names(named)),
                root);
        Networkd.unsetMtus(name(), named, before, root);
        NetworkdWait.await(name(), named, root);
        return Applied.of(this, plan);
    }
}

package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Vlan;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes profiles for NetworkManager, and lets it activate those that differ. */
final class NetworkManagerConfigurator implements NetworkConfigurator {

    /**
     * A NetworkManager that runs for others keeps its devices; otherwise it is to have those of the plan and no more. When it
     * starts, it activates all by itself. A port is activated with what it is a port of. Where there is no carrier, the profile
     * is activated when there is one.
     */
    private static final String APPLY = """
            umask 077
            refused() {
                journalctl -u NetworkManager -o cat --no-pager -n 20 -p warning
                exit 1
            }
            in_list() {
                case " $2 " in
                    *" $1 "*) ;;
                    *) return 1 ;;
                esac
            }
            value() {
                for each in $2; do
                    [ "${each%%=*}" != "$1" ] || echo "${each#*=}"
                done
            }
            conf=/etc/NetworkManager/conf.d/90-kvmguest.conf
            running= changed= removed= upped= others=
            if systemctl is-active -q NetworkManager; then
                running=1
                [ -e "$conf" ] || others=1
            fi
            mkdir -p /etc/NetworkManager/conf.d /etc/NetworkManager/system-connections || exit
            cd /etc/NetworkManager/system-connections || exit
            for old in kvmguest-*.nmconnection; do
                name=${old%.nmconnection}
                if [ -e "$old" ] && ! in_list "$name" "$profiles"; then
                    [ -z "$running" ] || nmcli --wait 60 connection delete "$name" >&2
                    rm -f "$old"
                    removed=1
                fi
            done
            # What was written and not activated, as somebody was killed in between, is to be activated still.
            pending=/run/kvmguest-networkmanager
            mkdir -p "$pending" || exit
            number=0
            for name in $profiles; do
                number=$((number + 1))
                eval "text=\\$text$number"
                if [ -e "$pending/$name" ] || [ "$(cat "$name.nmconnection" 2>/dev/null)" != "$text" ]; then
                    : >"$pending/$name" || exit
                    printf '%s\\n' "$text" >"$name.nmconnection" || exit
                    changed="$changed $name"
                fi
            done
            if [ -z "$others" ] && [ "$(cat "$conf" 2>/dev/null)" != "$devices" ]; then
                printf '%s\\n' "$devices" >"$conf" || exit
                [ -z "$running" ] || nmcli general reload conf || exit
            fi
            # By this, Debian has ifupdown's scripts run behind NetworkManager's back, of which that of ifenslave removes bonds.
            hook=/etc/NetworkManager/dispatcher.d/01-ifupdown
            [ ! -x "$hook" ] || [ ! -e /etc/network/if-post-down.d/ifenslave ] || chmod a-x "$hook" || exit
            systemctl is-enabled -q NetworkManager || systemctl enable -q NetworkManager || exit
            if [ -z "$running" ]; then
                systemctl start NetworkManager || refused
                nm-online -s -q -t 60
                changed=
                rm -f "$pending"/*
            elif [ -n "$changed$removed" ]; then
                nmcli connection reload || refused
            fi
            for name in $profiles; do
                state=$(nmcli -g GENERAL.STATE connection show "$name" 2>/dev/null)
                device=$(value "$name" "$cards")
                master=$(value "$name" "$masters")
                if [ "$state" = activated ]; then
                    in_list "$name" "$changed" || continue
                    # What was activated before it became a port, still is.
                    if [ -n "$master" ] && in_list "$master" "$upped"; then
                        now=$(readlink "/sys/class/net/$device/master")
                        [ "${now##*/}" != "${master#kvmguest-}" ] || { rm -f "$pending/$name"; continue; }
                    fi
                fi
                if ! nmcli --wait 60 connection up "$name"; then
                    [ "$(cat "/sys/class/net/$device/carrier" 2>/dev/null)" = 0 ] || refused
                fi
                rm -f "$pending/$name"
                upped="$upped $name"
            done
            """;

    private static final Map<PlanField, Support> CLAIMS =
            Support.nativeBut(EnumSet.noneOf(PlanField.class), EnumSet.of(PlanField.OPTIONAL));

    @Override
    public String name() {
        return "NetworkManager";
    }

    @Override
    public Map<PlanField, Support> claims() {
        return CLAIMS;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return EnumSet.of(Guarantee.SURVIVES_REBOOT, Guarantee.LEASED_NAME_SERVERS);
    }

    @Override
    public Applied apply(NetworkPlan plan, RootShell root) {
        NetworkPlan named = plan.namedAsIn(NetworkState.read(root));
        Programs.require(name(), Map.of("nmcli", "network-manager"), root);
        OtherManagers.end(name(), EnumSet.of(OtherManagers.NETWORK_MANAGER), root);
        Map<String, String> profiles = Keyfile.profiles(plan);
        Command script = Command.of(APPLY)
                .with("profiles", String.join(" ", profiles.keySet()))
                .with("devices", Keyfile.devices(plan).strip())
                .with("masters", masters(plan))
                .with("cards", cards(plan, named));
        ConfiguratorScript.run(name(), ConfiguratorScript.withTexts(script, profiles.values()), root);
        // What the kernel refuses, it logs, and goes on.
        Shortfall.requireNone(name(), named, "journalctl -u NetworkManager -o cat --no-pager -n 10 -p warning", root);
        return Applied.of(this, plan);
    }

    /** Returns which profile is a port of which. */
    private static String masters(NetworkPlan plan) {
        return plan.interfaces().stream()
                .filter(each -> !(each.kind() instanceof Vlan))
                .flatMap(each -> each.kind().lower().stream()
                        .map(port -> Keyfile.PREFIX + port + "=" + Keyfile.PREFIX + each.name()))
                .collect(Collectors.joining(" "));
    }

    /** Returns which profile is meant for which device. */
    private static String cards(NetworkPlan plan, NetworkPlan named) {
        return plan.namesIn(named).entrySet().stream()
                .map(each -> Keyfile.PREFIX + each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }
}

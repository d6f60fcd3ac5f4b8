package io.kvmguest.network;

import io.kvmguest.network.InterfaceKind.Bond;
import io.kvmguest.network.InterfaceKind.Bridge;
import io.kvmguest.network.InterfaceKind.Card;
import io.kvmguest.network.InterfaceKind.Vlan;
import io.kvmguest.network.Uci.Section;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes sections for OpenWrt's netifd, and lets it read them. */
final class NetifdConfigurator implements NetworkConfigurator {

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final String READ = """
            . /etc/openwrt_release 2>/dev/null
            echo "$DISTRIB_RELEASE"
            # A console is there before it has begun, at a boot.
            ubus -t 100 wait_for network.interface || exit
            uci -X show network
            """;

    /**
     * Commits what differs, and lets netifd read it in any case: whoever was killed in between has not. It is over when every
     * interface is up, or has no device, or after 5 s no carrier, or after 20 s: DHCP may go on asking. netifd tells by its hotplug scripts when
     * something has changed; of the events of {@code ubus listen}, nothing is heard before 4 KiB have come together.
     *
     * <p>Until it is over, the further addresses of a subnet outlive the first one, as netifd means them to. netifd of 2014 may
     * leave an MTU as it was.
     */
    private static final String APPLY = """
            refused() {
                logread | tail -n 20
                exit 1
            }
            # Images without mount_root stay as the kernel has mounted them.
            touch /etc/config/network 2>/dev/null || mount -o remount,rw / || exit
            hook=/etc/hotplug.d/iface/00-kvmguest
            heard=/tmp/kvmguest-netifd
            rm -f "$heard"
            mkfifo -m 600 "$heard" && exec 7<>"$heard" && mkdir -p /etc/hotplug.d/iface || exit
            printf '[ ! -p %s ] || echo "$ACTION $INTERFACE" >%s &\\n' "$heard" "$heard" >"$hook" || exit
            if [ -n "$batch" ]; then
                said=$(printf '%s\\n' "$batch" | uci batch 2>&1) && [ -z "$said" ] && said=$(uci commit network 2>&1) || {
                    echo "$said"
                    exit 1
                }
            fi
            promote() {
                for name in $names; do
                    file=/proc/sys/net/ipv4/conf/$name/promote_secondaries
                    [ ! -e "$file" ] || { echo "$name=$(cat "$file")"; echo 1 >"$file"; }
                done
            }
            promoted=$(promote)
            ubus call network reload || refused
            # A card that was taken from a bridge may have its carrier again only in some seconds.
            look() {
                for each in $gone; do
                    [ -z "$(ubus list network.interface."$each" 2>/dev/null)" ] || return 1
                done
                waits=
                for name in $names; do
                    [ "$(cat "/sys/class/net/$name/carrier" 2>/dev/null)" != 0 ] || waits="$waits $name"
                done
                [ -z "$waits" ] || [ -n "$patient" ] || return 1
                for each in $interfaces; do
                    status=$(ubus call network.interface."$each" status 2>/dev/null) || return 1
                    case $status in
                        *'"up": true'* | *'"available": false'*) continue ;;
                    esac
                    device=$(printf '%s\\n' "$status" | sed -n 's/^.*"device": "\\(.*\\)".*/\\1/p')
                    case " $waits " in
                        *" $device "*) ;;
                        *) return 1 ;;
                    esac
                done
            }
            (
                exec 7<&-
                sleep 5
                [ ! -p "$heard" ] || echo patient >"$heard"
                sleep 15
                [ ! -p "$heard" ] || echo end >"$heard"
            ) >/dev/null 2>&1 &
            limit=$!
            patient=
            until look; do
                read -r line <&7
                case $line in
                    patient) patient=1 ;;
                    end) break ;;
                esac
            done
            kill $limit 2>/dev/null
            exec 7<&-
            rm -f "$hook" "$heard"
            for each in $promoted; do
                echo "${each#*=}" >"/proc/sys/net/ipv4/conf/${each%=*}/promote_secondaries"
            done
            for each in $mtus; do
                file=/sys/class/net/${each%=*}/mtu
                [ ! -e "$file" ] || [ "$(cat "$file")" = "${each#*=}" ] || echo "${each#*=}" >"$file" || refused
            done
            :
            """;

    private static final Map<PlanField, Support> CLAIMS = Support.nativeBut(
            EnumSet.noneOf(PlanField.class), EnumSet.of(PlanField.MATCH_BY_MAC, PlanField.BOND, PlanField.OPTIONAL));

    @Override
    public String name() {
        return "netifd";
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
        Programs.requireOfOpenWrt(name(), packages(plan), root);
        String[] read = root.run(Command.of(READ).timeout(LONGEST))
                .requireSuccess()
                .stdout()
                .split("\n", 2);
        NetworkPlan named = withoutBonds(plan.namedAsIn(NetworkState.read(root)));
        Map<String, Section> current = Uci.read(read[1]);
        Map<String, Section> wanted = Uci.sections(named, Uci.hasDevices(read[0].strip()));
        Map<String, Section> first = UciOrder.before(current, wanted);
        if (!first.equals(wanted)) {
            apply(named, current, first, root);
        }
        apply(named, first.equals(wanted) ? current : after(current, first), wanted, root);
        // What the kernel refuses, it logs, and goes on.
        Shortfall.requireNone(name(), named, "logread | tail -n 20", root);
        return Applied.of(this, plan);
    }

    /** A plan is applied without what is not claimed, and what lies on that. */
    private static NetworkPlan withoutBonds(NetworkPlan named) {
        Map<String, InterfacePlan> kept = new LinkedHashMap<>();
        for (InterfacePlan each : named.fromTheGround()) {
            if (!(each.kind() instanceof Bond)
                    && kept.keySet().containsAll(each.kind().lower())) {
                InterfacePlan unused = kept.put(each.name(), each);
            }
        }
        return NetworkPlan.builder().add(kept.values()).build();
    }

    private static Map<String, Section> after(Map<String, Section> current, Map<String, Section> ours) {
        Map<String, Section> sections = new LinkedHashMap<>(current);
        sections.keySet().removeIf(name -> name.startsWith(Uci.PREFIX));
        sections.putAll(ours);
        return sections;
    }

    private void apply(NetworkPlan named, Map<String, Section> current, Map<String, Section> wanted, RootShell root) {
        Set<String> devices = named.interfaces().stream()
                .map(InterfacePlan::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        ConfiguratorScript.run(
                name(),
                Command.of(APPLY)
                        .with("batch", String.join("\n", Uci.change(current, wanted, devices)))
                        .with("gone", UciOrder.gone(current, wanted))
                        .with("interfaces", Uci.interfaceNames(wanted))
                        .with("names", ConfiguratorScript.names(named))
                        .with("mtus", mtus(named, current)),
                root);
    }

    /** Returns what is to be the MTU of each interface, as far as it matters: {@code eth0=1400}. */
    static String mtus(NetworkPlan named, Map<String, Section> current) {
        Map<String, Integer> mtus = new LinkedHashMap<>();
        for (InterfacePlan each : named.fromTheGround()) {
            boolean wasSaid = current.getOrDefault(
                            Uci.sectionName(each.name()) + "_link", new Section("device", Map.of()))
                    .options()
                    .containsKey("mtu");
            if (each.mtu().isPresent()) {
                mtus.put(each.name(), each.mtu().getAsInt());
            } else if (each.kind() instanceof Card && wasSaid) {
                mtus.put(each.name(), LinkTarget.ETHERNET_MTU);
            } else if (each.kind() instanceof Vlan || (each.kind() instanceof Bridge && wasSaid)) {
                // The kernel's own is that of what lies beneath.
                each.kind().lower().stream()
                        .filter(mtus::containsKey)
                        .mapToInt(mtus::get)
                        .min()
                        .ifPresent(mtu -> mtus.put(each.name(), mtu));
            }
        }
        return mtus.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }

    private static Map<String, String> packages(NetworkPlan plan) {
        Map<String, String> packages = new LinkedHashMap<>();
        packages.put("uci", "uci");
        packages.put("ubus", "ubus");
        packages.put("/sbin/netifd", "netifd");
        for (InterfacePlan each : plan.interfaces()) {
            if (each.dhcp().isPresent()) {
                packages.put("/lib/netifd/proto/dhcp.sh", "netifd");
            }
            if (each.acceptRa().equals(Optional.of(Toggle.ON))) {
                packages.put("/lib/netifd/proto/dhcpv6.sh", "odhcp6c");
            }
        }
        return packages;
    }
}

package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Writes files for systemd-networkd, and lets it read them. */
final class NetworkdConfigurator implements NetworkConfigurator {

    /**
     * Writes what differs, and nothing else: networkd configures an interface anew when its file is another. The name of each
     * interface, and the words that its file consists of, come in the environment. Until networkd has read what was written, a
     * file says so, with the names of links that are to be made anew, as networkd does not change those that are there.
     */
    private static final String WRITE = """
            cd /etc/systemd/network || exit
            pending=/run/kvmguest-networkd-pending
            failed=$(networkctl list --no-legend --no-pager 2>/dev/null | sed -n 's/^ *[0-9]* *\\([^ ]*\\) .* failed *$/\\1/p')
            for old in 50-kvmguest-*; do
                case " $files " in
                    *" $old "*) ;;
                    *) [ ! -e "$old" ] || { : >>$pending; rm "$old"; } ;;
                esac
            done
            for new in $files; do
                number=$((number + 1))
                eval "text=\\$text$number"
                if [ "$(cat "$new" 2>/dev/null)" != "$text" ]; then
                    name=${new#50-kvmguest-}
                    case $new in
                        *.netdev) echo "${name%.netdev}" >>$pending ;;
                        *) : >>$pending ;;
                    esac
                    printf '%s\\n' "$text" >"$new" || exit
                fi
            done
            systemctl is-enabled -q systemd-networkd || systemctl enable -q systemd-networkd || exit
            if ! systemctl is-active -q systemd-networkd; then
                systemctl start systemd-networkd || exit
            elif [ -e $pending ]; then
                for link in /sys/class/net/*; do
                    name=${link##*/}
                    made=/run/kvmguest-networkd.$name
                    if [ -e "$made" ] && { [ ! -e "50-kvmguest-$name.netdev" ] || grep -qxF "$name" $pending; }; then
                        networkctl delete "$name" && rm -f "$made"
                    fi
                done
                if [ -s $pending ]; then
                    # Files that are as before would still mean the links that are gone, and whoever was their port has failed.
                    touch 50-kvmguest-*.network
                    failed=$names
                fi
                networkctl reload || exit
            fi
            rm -f $pending
            # What has failed once, networkd leaves alone from then on.
            for name in $failed; do
                case " $names " in
                    *" $name "*) networkctl reconfigure "$name" ;;
                esac
            done
            for new in *.netdev; do
                [ ! -e "$new" ] || { made=${new#50-kvmguest-}; : >"/run/kvmguest-networkd.${made%.netdev}"; }
            done
            """;

    @Override
    public String name() {
        return "systemd-networkd";
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
        Programs.require(name(), Map.of("networkctl", "systemd"), root);
        OtherManagers.end(name(), EnumSet.of(OtherManagers.NETWORKD, OtherManagers.NETWORKD_FILES), root);
        Map<String, String> files = Networkd.files(plan);
        Command script = Command.of(Networkd.SETTINGS + WRITE)
                .with("files", String.join(" ", files.keySet()))
                .with("names", ConfiguratorScript.names(named));
        ConfiguratorScript.run(name(), ConfiguratorScript.withTexts(script, files.values()), root);
        Networkd.unsetMtus(name(), named, before, root);
        NetworkdWait.await(name(), named, root);
        return Applied.of(this, plan);
    }
}

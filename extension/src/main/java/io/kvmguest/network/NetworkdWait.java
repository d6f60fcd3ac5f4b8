package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;

/** Waits for systemd-networkd, by what it says on the D-Bus: its own program for that goes on waiting when one has failed. */
final class NetworkdWait {

    /**
     * Waits until none is being configured, with or without a carrier, for as long as it takes networkd to find that no router
     * answers, three times four seconds (RFC 4861), and some more. It looks when it listens, and whenever networkd says that
     * something has changed. The ping comes back when networkd has begun with what it was told before.
     */
    private static final String WAIT = """
            look() {
                states=
                for name in $names; do
                    index=$(cat "/sys/class/net/$name/ifindex" 2>/dev/null)
                    state=$(busctl get-property org.freedesktop.network1 "/org/freedesktop/network1/link/_3$index" \
                        org.freedesktop.network1.Link AdministrativeState 2>/dev/null) || state='s "missing"'
                    state=${state#s ?}
                    states="$states $name=${state%?}"
                done
                case $states in
                    *=failed*) ;;
                    *=pending* | *=initialized* | *=configuring* | *=missing* | *=unmanaged*) return 1 ;;
                esac
            }
            busctl call -q org.freedesktop.network1 /org/freedesktop/network1 org.freedesktop.DBus.Peer Ping
            heard=$(mktemp -u)
            mkfifo -m 600 "$heard" || exit
            timeout 20 busctl monitor \
                --match "type='signal',path_namespace='/org/freedesktop/network1',member='PropertiesChanged'" >"$heard" 2>&1 &
            while read -r line; do
                case $line in
                    Monitoring* | *Type=signal*) ! look || break ;;
                esac
            done <"$heard"
            kill $! 2>/dev/null
            rm -f "$heard"
            look
            case $states in
                *=failed* | *=missing*)
                    echo "$states"
                    journalctl -u systemd-networkd -o cat --no-pager -n 20
                    exit 1
                    ;;
            esac
            """;

    private NetworkdWait() {}

    /**
     * Waits.
     *
     * @param named a plan with the names of the guest
     * @throws NetworkConfiguratorException if networkd has failed to configure one
     */
    static void await(String configurator, NetworkPlan named, RootShell root) {
        ConfiguratorScript.run(configurator, Command.of(WAIT).with("names", ConfiguratorScript.names(named)), root);
        Shortfall.requireNone(configurator, named, "journalctl -u systemd-networkd -o cat --no-pager -n 20", root);
        // It hands name servers to systemd-resolved, and where that does not run, to nobody.
        if (!root.run("systemctl is-active -q systemd-resolved").succeeded()) {
            ResolverFile.write(named, root);
        }
    }
}

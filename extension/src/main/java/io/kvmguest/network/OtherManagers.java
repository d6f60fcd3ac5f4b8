package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.EnumSet;
import java.util.Set;

/** The network managers of a guest. One at a time is active, for two would fight for a card. */
enum OtherManagers {
    /** Files that were made for systemd-networkd. */
    NETWORKD_FILES("""
            for made in /run/kvmguest-networkd.*; do
                [ -e "$made" ] || break
                ip link del "${made#/run/kvmguest-networkd.}" 2>/dev/null
                rm -f "$made"
            done
            rm -f /etc/systemd/network/50-kvmguest-*
            """),

    /** A file that was made for netplan, and what netplan made of it. */
    NETPLAN("""
            if [ -e /etc/netplan/90-kvmguest.yaml ]; then
                # By rules that it leaves behind, no card would ever be NetworkManager's.
                rm -f /etc/netplan/90-kvmguest.yaml /run/udev/rules.d/90-netplan.rules
                udevadm control --reload
                netplan apply --state /var/lib/kvmguest-netplan
                rm -rf /var/lib/kvmguest-netplan
            fi
            """),

    /** The service systemd-networkd. */
    NETWORKD("""
            if systemctl is-active -q systemd-networkd || systemctl is-enabled -q systemd-networkd; then
                systemctl disable -q --now systemd-networkd.socket systemd-networkd
            fi
            """),

    /** A file that was made for ifupdown. */
    IFUPDOWN("""
            if [ -e /etc/network/interfaces.d/kvmguest ]; then
                sed -n 's/^iface \\([^ ]*\\) .*/\\1/p' /etc/network/interfaces.d/kvmguest | uniq | tac | while read -r name; do
                    device=$(ifquery --state | sed -n "s/=$name\\$//p")
                    [ -z "$device" ] || ifdown --force "$device=$name"
                done
                rm -f /etc/network/interfaces.d/kvmguest /etc/systemd/system/networking.service.d/kvmguest.conf
            fi
            """),

    /** The service NetworkManager, and profiles that were made for it. */
    NETWORK_MANAGER("""
            if systemctl is-active -q NetworkManager; then
                for profile in /etc/NetworkManager/system-connections/kvmguest-*.nmconnection; do
                    [ -e "$profile" ] || break
                    name=${profile##*/}
                    nmcli connection delete "${name%.nmconnection}"
                done
            fi
            rm -f /etc/NetworkManager/system-connections/kvmguest-*.nmconnection /etc/NetworkManager/conf.d/90-kvmguest.conf
            if systemctl is-active -q NetworkManager || systemctl is-enabled -q NetworkManager; then
                systemctl disable -q --now NetworkManager NetworkManager-dispatcher NetworkManager-wait-online
            fi
            """);

    private final String end;

    OtherManagers(String end) {
        this.end = end;
    }

    /**
     * Ends all but some, with what they did for plans.
     *
     * @param configurator that which is to be active, for messages
     */
    static void end(String configurator, Set<OtherManagers> kept, RootShell root) {
        StringBuilder script = new StringBuilder("{\n");
        EnumSet.complementOf(EnumSet.copyOf(kept)).forEach(each -> script.append(each.end));
        script.append("} >&2 </dev/null\n:\n");
        ConfiguratorScript.run(configurator, Command.of(script.toString()), root);
    }
}

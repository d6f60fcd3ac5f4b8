#!/bin/sh
# What a guest says of itself, as lines of KEY=VALUE: its kernel's command line, its network cards, and what waits for
# a network or asks for an address.
echo "cmdline=$(cat /proc/cmdline)"

nics=
for each in /sys/class/net/*; do
    # lo and bridges have no device.
    [ ! -e "$each/device" ] || nics="$nics ${each##*/}"
done
echo "nics=$nics"

waits=
for each in /proc/[0-9]*/comm; do
    name=
    read -r name 2>/dev/null <"$each" || true
    case $name in
        dhclient | dhcpcd | dhcpcd-* | udhcpc | udhcpc6 | odhcp6c | dhcp6c) waits="$waits $name" ;;
    esac
done
if command -v systemctl >/dev/null 2>&1; then
    for each in systemd-networkd-wait-online NetworkManager-wait-online ifupdown-wait-online; do
        case $(systemctl show -p ActiveState --value "$each.service" 2>/dev/null) in
            active | activating | failed) waits="$waits $each.service" ;;
        esac
    done
fi
echo "waits=$waits"

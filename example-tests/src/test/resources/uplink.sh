#!/bin/sh
# Brings up an uplink: uplink.sh INTERFACE
set -e
link=$1

if [ ! -e "/sys/class/net/$link" ]; then
    echo "uplink: no interface $link" >&2
    exit 1
fi
ip link set "$link" mtu 1400 up
ip addr replace 192.0.2.10/24 dev "$link"
ip route replace 198.51.100.0/24 via 192.0.2.1

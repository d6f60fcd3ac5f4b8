#!/bin/sh
# Gives an interface one address and a gateway: static-address.sh INTERFACE ADDRESS GATEWAY
set -e
ip link set "$1" up
if ! ip addr show dev "$1" | grep -qF "inet $2 "; then
    [ -n "$FORGETFUL" ] || ip -4 addr flush dev "$1"
    ip addr add "$2" dev "$1"
fi
ip route replace default via "$3" dev "$1"

#!/bin/sh
# Has the default route on an uplink while its gateway answers, and on another one while it does not:
#   failover.sh INTERFACE GATEWAY OTHER_INTERFACE OTHER_GATEWAY
# A lost ping is no outage, and an answer no recovery: it takes as many in a row.
in_a_row=${IN_A_ROW:-5}

ip route replace default via "$2" dev "$1"
works=yes streak=0
while :; do
    if ping -c 1 -W 1 -I "$1" "$2" >/dev/null 2>&1; then
        answers=yes
        sleep 0.2
    else
        answers=no
    fi
    if [ "$answers" = "$works" ]; then
        streak=0
        continue
    fi
    streak=$((streak + 1))
    [ "$streak" -ge "$in_a_row" ] || continue
    works=$answers streak=0
    if [ "$works" = yes ]; then
        ip route replace default via "$2" dev "$1"
    else
        ip route replace default via "$4" dev "$3"
    fi
done

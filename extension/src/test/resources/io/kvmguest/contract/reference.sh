#!/bin/sh
# Makes a guest's network as a plan says, and is the measure of the contract: it passes, and with a bug planted ($BUG) it does not.
#   reference.sh apply <PLAN     a line each: interface MAC; then, of it: address A, route DESTINATION GATEWAY [onlink], dhcp, optional
#   reference.sh boot            applies the last plan again
#   reference.sh lease           what udhcpc calls
home=/var/lib/reference
run=/run/reference
script=$home/reference.sh
mkdir -p $home $run

has() {
    [ "$BUG" = "$1" ]
}

refused() {
    echo "refused: $*" >&2
    has ignores-errors && return 0
    return 1
}

must() {
    "$@" || refused "$@"
}

lock() {
    if [ -e $run/lock ]; then
        if has stale-lock || { read -r owner <$run/lock && [ -n "$owner" ] && kill -0 "$owner"; } 2>/dev/null; then
            echo "locked: $run/lock" >&2
            exit 1
        fi
    fi
    echo $$ >$run/lock
}

device() {
    if has matches-by-name; then
        echo "eth$number"
        return
    fi
    for card in /sys/class/net/*; do
        [ -e "$card/device" ] && [ "$(cat "$card/address")" = "$1" ] && echo "${card##*/}"
    done
}

# Prints the addresses of a device that the plan is about, in the kernel's order.
addresses() {
    ip -4 addr show dev "$1" | while read -r word address rest; do
        [ "$word" != inet ] || echo "$address"
    done
}

# Prints the routes of a device that were not made by the kernel.
routes() {
    ip -4 route show dev "$1" | while read -r destination word gateway rest; do
        [ "$word" != via ] || case " $rest " in
            *" onlink "*) echo "$destination $gateway onlink" ;;
            *) echo "$destination $gateway" ;;
        esac
    done
}

remove_addresses() {
    if ! has keeps-old-address; then
        must ip -4 addr flush dev "$1"
    fi
}

delete_unwanted() {
    for address in $now; do
        case "$wanted_addresses " in
            *" $address "*) ;;
            *) ip addr del "$address" dev "$device" ;;
        esac
    done
}

add_address() {
    if has prefix-32; then
        must ip addr add "${2%/*}/32" dev "$1"
    else
        must ip addr add "$2" dev "$1"
    fi
}

reversed() {
    all=
    for each in $1; do
        all="$each $all"
    done
    echo "$all"
}

# Makes one device as wanted: $device, $wanted_addresses, $wanted_routes, $dhcp.
make() {
    has down-up && ip link set "$device" down
    must ip link set "$device" up || return 1
    if has flushes-all-tables; then
        ip route flush table 100
    fi
    if has writes-settings; then
        echo 1 >/proc/sys/net/ipv4/conf/all/forwarding
    fi
    if [ -n "$dhcp" ]; then
        ask "$device"
        return
    fi
    stop_asking "$device"
    now=$(echo $(addresses "$device"))
    has prepends && wanted_addresses=$(reversed "$wanted_addresses")
    if [ "$now" != "$(echo $wanted_addresses)" ]; then
        if has deletes-without-promotion; then
            delete_unwanted
        else
            remove_addresses "$device"
        fi
        for address in $wanted_addresses; do
            case " $now " in
                *" $address "*) { has keeps-old-address || has deletes-without-promotion; } && continue ;;
            esac
            add_address "$device" "$address" || return 1
        done
    fi
    if [ "$(routes "$device")" != "$wanted_routes" ]; then
        routes "$device" | while read -r destination gateway word; do
            ip route del "$destination" via "$gateway" dev "$device"
        done
        while read -r destination gateway word; do
            [ -z "$destination" ] || must ip route add "$destination" via "$gateway" dev "$device" $word || return 1
        done <<-.
		$wanted_routes
		.
    fi
}

ask() {
    if [ -e "$run/$1.pid" ] && kill -0 "$(cat "$run/$1.pid")" 2>/dev/null; then
        return
    fi
    remove_addresses "$1"
    if has one-discover; then
        busybox udhcpc -i "$1" -s $script -p "$run/$1.pid" -t 1 -T 3 -n
    else
        busybox udhcpc -i "$1" -s $script -p "$run/$1.pid" -t 3 -T 3 -A 10 -b
    fi </dev/null >/dev/null 2>&1
    return 0
}

stop_asking() {
    if [ -e "$run/$1.pid" ]; then
        kill "$(cat "$run/$1.pid")" 2>/dev/null
        rm -f "$run/$1.pid"
        ip -4 addr flush dev "$1"
    fi
}

# What udhcpc calls when it has a lease, or has it no more.
lease() {
    case $1 in
        deconfig)
            ip -4 addr flush dev "$interface"
            ip link set "$interface" up
            has keeps-resolver || : >/etc/resolv.conf
            ;;
        bound | renew)
            has renews-by-flush && { ip -4 addr flush dev "$interface"; sleep 1; }
            [ "$(addresses "$interface")" = "$ip/$mask" ] || {
                ip -4 addr flush dev "$interface"
                ip addr add "$ip/$mask" dev "$interface"
            }
            for gateway in $router; do
                ip route replace default via "$gateway" dev "$interface"
                break
            done
            for server in $dns; do
                echo "nameserver $server"
            done >/etc/resolv.conf
            ;;
    esac
}

finish() {
    [ -z "$mac" ] || {
        device=$(device "$mac")
        if [ -z "$device" ]; then
            [ -n "$optional" ] || { echo "no card $mac" >&2; return 1; }
        else
            make || return 1
        fi
    }
    number=$((number + 1))
}

# Applies the plan in a file.
follow() {
    number=-1
    mac= device= wanted_addresses= wanted_routes= dhcp= optional=
    while read -r word first rest; do
        case $word in
            interface)
                finish || return 1
                mac=$first wanted_addresses= wanted_routes= dhcp= optional=
                ;;
            address) wanted_addresses="$wanted_addresses $first" ;;
            route) wanted_routes="${wanted_routes:+$wanted_routes
}$first $rest" ;;
            dhcp) dhcp=1 ;;
            optional) optional=1 ;;
        esac
    done <"$1"
    finish
}

# What a boot waits for: the carriers of all cards that are not optional.
wait_for_carriers() {
    mac=
    while read -r word first rest; do
        case $word in
            interface) carrier "$mac"; mac=$first ;;
            optional) has waits-for-all || mac= ;;
        esac
    done <$home/plan
    carrier "$mac"
}

carrier() {
    [ -n "$1" ] || return
    left=90
    while [ $left -gt 0 ]; do
        device=$(device "$1")
        [ -n "$device" ] && [ "$(cat "/sys/class/net/$device/carrier" 2>/dev/null)" = 1 ] && return
        sleep 1
        left=$((left - 1))
    done
}

survive() {
    has forgets || [ ! -d /etc/systemd/system ] || [ -e /etc/systemd/system/reference.service ] || {
        cat >/etc/systemd/system/reference.service <<-.
		[Unit]
		DefaultDependencies=no
		After=systemd-udev-settle.service local-fs.target
		Wants=systemd-udev-settle.service network.target network-online.target
		Before=network.target network-online.target
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		Environment=BUG=$BUG
		ExecStart=/bin/sh $script boot
		[Install]
		WantedBy=multi-user.target network-online.target
		.
        systemctl enable -q reference.service
    }
}

case $1 in
    apply)
        lock
        cat >$run/plan
        cp $run/plan $home/plan.new
        if follow $run/plan; then
            mv $home/plan.new $home/plan
            survive
            status=0
        else
            [ ! -e $home/plan ] || follow $home/plan
            status=1
        fi
        rm -f $run/lock
        exit $status
        ;;
    boot)
        follow $home/plan
        wait_for_carriers
        ;;
    *) lease "$1" ;;
esac

# What a boot waits for and a test does not want, taken out when it is asked for.

each_file() { # COMMAND FILE...: calls it with the path of every file that is there
    called=$1
    shift
    for file; do
        [ ! -f "$file" ] || "$called" "${file#"$root"}"
    done
}

ifupdown_without_dhcp() {
    edit "$1" awk '
        $1 == "iface" && $3 == "inet" && $4 ~ /^(dhcp|bootp)$/ { sub($4 "[ \t]*$", "manual") }
        $1 == "iface" && $3 == "inet6" && $4 ~ /^(dhcp|auto)$/ { sub($4 "[ \t]*$", "manual") }
        { print }'
}

netplan_without_dhcp() {
    edit "$1" sed 's/^\([[:space:]]*dhcp[46]:[[:space:]]*\)\(true\|yes\|on\)[[:space:]]*$/\1false/'
}

networkd_without_dhcp() {
    edit "$1" sed 's/^DHCP=\(yes\|true\|ipv4\|ipv6\|both\)$/DHCP=no/'
}

ifcfg_without_dhcp() {
    edit "$1" sed 's/^BOOTPROTO=["'\'']\{0,1\}dhcp["'\'']\{0,1\}$/BOOTPROTO=none/'
}

uci_without_dhcp() {
    edit "$1" sed "s/^\([[:space:]]*option proto \)'\{0,1\}dhcp\(v6\)\{0,1\}'\{0,1\}\$/\1'none'/"
}

without_dhcp() {
    each_file ifupdown_without_dhcp "$root"/etc/network/interfaces "$root"/etc/network/interfaces.d/*
    each_file netplan_without_dhcp "$root"/etc/netplan/*.yaml
    each_file networkd_without_dhcp "$root"/etc/systemd/network/*.network
    each_file ifcfg_without_dhcp "$root"/etc/sysconfig/network-scripts/ifcfg-*
    each_file uci_without_dhcp "$root"/etc/config/network
    if [ -d "$root/etc/NetworkManager" ]; then
        printf '%s\n' '# Written by kvmguest image prepare: no interface is configured that nobody asked for.' \
            '[main]' 'no-auto-default=*' | put /etc/NetworkManager/conf.d/90-kvmguest.conf
    fi
    if [ -d "$root/etc/cloud" ]; then
        # It would write another configuration at the next boot.
        echo 'network: {config: disabled}' | put /etc/cloud/cloud.cfg.d/99-kvmguest-network.cfg
    fi
    if has /etc/init.d/dhcpcd && [ -L "$root/etc/runlevels/default/dhcpcd" ]; then
        remove /etc/runlevels/default/dhcpcd
    fi
    [ "$init" != systemd ] || mask dhcpcd.service
}

mask() { # UNIT: if there is such a unit
    for each in "/lib/systemd/system/$1" "/usr/lib/systemd/system/$1" "/etc/systemd/system/$1"; do
        if has "$each"; then
            link /dev/null "/etc/systemd/system/$1"
            return 0
        fi
    done
}

without_wait_online() {
    [ "$init" = systemd ] || return 0
    mask systemd-networkd-wait-online.service
    mask NetworkManager-wait-online.service
    mask ifupdown-wait-online.service
}

without_cloud_init() {
    [ ! -d "$root/etc/cloud" ] || put /etc/cloud/cloud-init.disabled </dev/null
}

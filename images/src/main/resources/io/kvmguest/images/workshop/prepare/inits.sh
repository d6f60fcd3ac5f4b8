# Init systems: root is logged in on ttyS0, again and again. One function each; $init says which was found.

init=none

find_init() {
    for each in /sbin/init /usr/sbin/init /usr/lib/systemd/systemd /lib/systemd/systemd /bin/init /init; do
        if has "$each"; then
            real "$each"
            case $real in
                */systemd) init=systemd ;;
                */openrc-init) init=openrc ;;
                */runit-init | */runit) init=runit ;;
                */upstart) init=upstart ;;
                */busybox* | */bbsuid) init=busybox ;;
                *) find_init_by_its_files ;;
            esac
            return 0
        fi
    done
}

# Where /sbin/init is a program and no link.
find_init_by_its_files() {
    if has /sbin/procd; then
        init=procd
    elif has /sbin/initctl && [ -n "$(ls "$root/etc/init" 2>/dev/null)" ]; then
        init=upstart
    elif has /etc/runit/1; then
        init=runit
    elif has /etc/inittab && grep -q '^[^#:]*:[^:]*:\(askfirst\|askconsole\|sysinit\):' "$root/etc/inittab" &&
        ! grep -q '^[^#:]*:[^:]*:initdefault:' "$root/etc/inittab"; then
        init=busybox
    elif has /etc/inittab; then
        init=sysvinit
    else
        note "/sbin/init is of no kind that is known"
    fi
}

# Sets $getty to a command that logs root in on ttyS0. util-linux's logs in by itself; busybox's does not, but runs
# another program than login.
find_getty() {
    for each in /sbin/agetty /usr/sbin/agetty /usr/bin/agetty /bin/agetty; do
        if has "$each"; then
            getty="$each -L --autologin root 115200 ttyS0 vt102"
            return 0
        fi
    done
    for each in /sbin/mingetty /usr/sbin/mingetty; do
        if has "$each"; then
            getty="$each --autologin root ttyS0"
            return 0
        fi
    done
    for each in /sbin/getty /usr/sbin/getty /bin/getty; do
        if has "$each"; then
            printf '#!/bin/sh\nexec /bin/login -f root\n' | put /usr/local/sbin/kvmguest-login 755
            getty="$each -n -l /usr/local/sbin/kvmguest-login -L 115200 ttyS0 vt102"
            return 0
        fi
    done
    fail "The system has no getty: neither agetty nor mingetty nor getty is in /sbin or /usr/sbin."
}

# --- systemd ------------------------------------------------------------------------------------------------------

# Whether the last line that starts its getty logs root in without a question: with options of its own for login, it
# must say -f itself.
is_systemd_right() {
    for each in "$root"/etc/systemd/system/serial-getty@.service "$root"/etc/systemd/system/serial-getty@ttyS0.service \
        "$root"/etc/systemd/system/serial-getty@.service.d/*.conf "$root"/etc/systemd/system/serial-getty@ttyS0.service.d/*.conf; do
        [ ! -f "$each" ] || cat "$each"
    done | awk '
        /^ExecStart=./ { line = $0 }
        END { exit !(line ~ /(--autologin|-a)[ =]root/ && (line !~ /(-o|--login-options)[ =]/ || line ~ /[ \047"]-f[ \047"]/)) }'
}

prepare_systemd() {
    if [ -L "$root/etc/systemd/system/serial-getty@ttyS0.service" ] &&
        [ "$(readlink "$root/etc/systemd/system/serial-getty@ttyS0.service")" = /dev/null ]; then
        remove /etc/systemd/system/serial-getty@ttyS0.service
    fi
    is_systemd_right || {
        unit=
        for each in /usr/lib/systemd/system/serial-getty@.service /lib/systemd/system/serial-getty@.service; do
            ! has "$each" || unit=$each
        done
        [ -n "$unit" ] || fail "The system's systemd has no serial-getty@.service."
        # As the unit itself: an older one hands the terminal's name over, a newer one the open terminal; a newer one
        # has options for login, and where it has, autologin alone would ask for a password.
        options='' port=%I
        ! grep -q '^ExecStart=.* \(-o\|--login-options\) ' "$root$unit" || options="-o '-p -f -- \\\\u' "
        ! grep -q '^ExecStart=.* - ' "$root$unit" || port=-
        {
            echo "# Written by kvmguest image prepare: root is logged in on the serial console."
            echo "[Service]"
            echo "ExecStart="
            printf '%s\n' "ExecStart=-/sbin/agetty ${options}--keep-baud --autologin root 115200,57600,38400,9600 $port"' $TERM'
        } | put /etc/systemd/system/serial-getty@.service.d/zz-kvmguest.conf
    }
    # The generator starts it for the kernel's console; without a boot loader that names one, nothing would.
    if [ "$loader" = none ]; then
        link /lib/systemd/system/serial-getty@.service /etc/systemd/system/getty.target.wants/serial-getty@ttyS0.service
    fi
}

# --- inittab: sysvinit, also under OpenRC -------------------------------------------------------------------------

prepare_sysvinit() {
    if awk -F: '!/^#/ && $4 ~ /ttyS0/ && $3 == "respawn" && $4 ~ /(--autologin|-a)[ =]root|kvmguest-login/ { right = 1 }
        END { exit !right }' "$root/etc/inittab"; then
        return 0
    fi
    find_getty
    edit /etc/inittab awk -F: -v line="T0:2345:respawn:$getty" '
        !/^#/ && ($4 ~ /ttyS0/ || $1 == "T0") { if (!done++) print line; next }
        { print }
        END { if (!done) print line }'
}

# --- Upstart ------------------------------------------------------------------------------------------------------

prepare_upstart() {
    if grep -qs '^[[:space:]]*exec .*\(--autologin\|-a\) root' "$root/etc/init/ttyS0.conf"; then
        return 0
    fi
    find_getty
    put /etc/init/ttyS0.conf <<EOF
# Written by kvmguest image prepare: root is logged in on the serial console.
start on stopped rc RUNLEVEL=[2345]
stop on runlevel [!2345]

respawn
exec $getty
EOF
}

# --- OpenRC as init -----------------------------------------------------------------------------------------------

prepare_openrc() {
    has /etc/init.d/agetty || fail "The system's OpenRC has no service 'agetty'."
    if ! grep -qs '^agetty_options=.*--autologin root' "$root/etc/conf.d/agetty.ttyS0"; then
        printf '%s\n' '# Written by kvmguest image prepare: root is logged in on the serial console.' \
            'baud="115200"' 'term_type="vt102"' 'agetty_options="-L --autologin root"' | put /etc/conf.d/agetty.ttyS0
    fi
    link agetty /etc/init.d/agetty.ttyS0
    link /etc/init.d/agetty.ttyS0 /etc/runlevels/default/agetty.ttyS0
}

# --- runit --------------------------------------------------------------------------------------------------------

prepare_runit() {
    services=/etc/service
    for each in /etc/runit/runsvdir/default /etc/runit/runsvdir/current /etc/service; do
        if [ -d "$root$each" ] && [ ! -L "$root$each" ]; then
            services=$each
            break
        fi
    done
    for each in "$root$services"/*; do
        if grep -qs 'ttyS0' "$root/etc/sv/${each##*/}/run" &&
            grep -q -e '--autologin root\|kvmguest-login' "$root/etc/sv/${each##*/}/run"; then
            return 0
        fi
    done
    name=kvmguest-ttyS0
    for each in agetty-ttyS0 getty-ttyS0; do
        ! has "/etc/sv/$each" || name=$each
    done
    find_getty
    printf '%s\n' '#!/bin/sh' '# Written by kvmguest image prepare: root is logged in on the serial console.' \
        "exec $getty" | put "/etc/sv/$name/run" 755
    link "/etc/sv/$name" "$services/$name"
}

# --- busybox's init -----------------------------------------------------------------------------------------------

prepare_busybox() {
    # Without a terminal's name it is the console, which is ttyS0 by the kernel's command line.
    if awk -F: '!/^#/ && ($1 == "ttyS0" || $1 == "") && $3 ~ /^(respawn|askfirst)$/ && $4 ~ /(^-?\/bin\/[a-z]*sh|login -f root)/ { right = 1 }
        END { exit !right }' "$root/etc/inittab" 2>/dev/null; then
        return 0
    fi
    line=ttyS0::respawn:-/bin/sh
    ! has /bin/login || line='ttyS0::respawn:/bin/login -f root'
    has /etc/inittab || fail "The system has no /etc/inittab, without which busybox's init runs its own list."
    edit /etc/inittab awk -F: -v line="$line" '
        !/^#/ && $1 == "ttyS0" { if (!done++) print line; next }
        { print }
        END { if (!done) print line }'
}

# --- procd: OpenWrt -----------------------------------------------------------------------------------------------

prepare_procd() {
    if ! awk -F: '!/^#/ && ($1 == "ttyS0" || ($1 == "" && $3 == "askconsole")) { right = 1 } END { exit !right }' "$root/etc/inittab"; then
        line=ttyS0::askfirst:/bin/ash\ --login
        ! has /usr/libexec/login.sh || line=ttyS0::askfirst:/usr/libexec/login.sh
        edit /etc/inittab awk -v line="$line" '{ print } END { print line }'
    fi
    # With it, login.sh asks for a password.
    if grep -qs "option ttylogin '\?1" "$root/etc/config/system"; then
        edit /etc/config/system sed "s/option ttylogin '\{0,1\}1'\{0,1\}/option ttylogin '0'/"
    fi
}

# ------------------------------------------------------------------------------------------------------------------

# No getty helps where root's own shell ends at once.
prepare_root_shell() {
    if grep -q '^root:.*/\(nologin\|false\)$' "$root/etc/passwd" 2>/dev/null; then
        shell=/bin/sh
        ! has /bin/bash || shell=/bin/bash
        edit /etc/passwd sed "s|^\(root:.*:\)[^:]*\$|\1$shell|"
    fi
}

prepare_init() {
    find_init
    case $init in
        none) fail "The system has no init that is known: neither systemd, sysvinit, Upstart, OpenRC, runit, busybox nor procd." ;;
        *) "prepare_$init" ;;
    esac
    prepare_root_shell
}

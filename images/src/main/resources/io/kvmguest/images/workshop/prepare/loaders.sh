# Boot loaders: the kernel logs to the serial port, and no menu waits. One function each; $loader says which was found.

loader=none

edit_words() { # PATH PROGRAM: by awk, with the functions of words.sh
    edit "$1" awk -v names="$names" -v main="${main-0}" "$words$2"
}

# --- GRUB 2 whose configuration is made from /etc/default/grub ---------------------------------------------------

grub_setting() { # NAME VALUE: in every file that sets it, or else in the first
    found=no
    for each in "$root"/etc/default/grub "$root"/etc/default/grub.d/*.cfg; do
        if [ -f "$each" ] && grep -q "^[[:space:]]*$1=" "$each"; then
            found=yes
            edit "${each#"$root"}" awk -v name="$1" -v wanted="$2" "$words"'
                { line = $0; sub(/^[ \t]*/, "", line) }
                index(line, name "=") == 1 && unquoted(substr(line, length(name) + 2)) != wanted { print name "=" wanted; next }
                { print }'
        fi
    done
    if [ "$found" = no ]; then
        edit /etc/default/grub awk -v line="$1=$2" '{ print } END { print line }'
    fi
}

# The last of the files that set GRUB_CMDLINE_LINUX gets the words; all others lose what would spoil them.
grub_command_lines() {
    target=/etc/default/grub
    for each in "$root"/etc/default/grub.d/*.cfg; do
        if [ -f "$each" ] && grep -q '^[[:space:]]*GRUB_CMDLINE_LINUX=' "$each"; then
            target=${each#"$root"}
        fi
    done
    for each in "$root"/etc/default/grub "$root"/etc/default/grub.d/*.cfg; do
        [ -f "$each" ] || continue
        main=0
        [ "$each" != "$root$target" ] || main=1
        edit_words "${each#"$root"}" '
            match($0, /^[ \t]*GRUB_CMDLINE_LINUX(_DEFAULT)?=/) {
                head = substr($0, 1, RLENGTH)
                rest = substr($0, RLENGTH + 1)
                value = unquoted(rest)
                quote = rest ~ /^\047/ ? "\047" : "\""
                if (main && head !~ /_DEFAULT=$/) { seen = 1; new = contract(value) }
                else new = silent(value)
                if (new != value) { print head quote new quote; next }
            }
            { print }
            END { if (main && !seen) print "GRUB_CMDLINE_LINUX=\"" contract("") "\"" }'
    done
    main=0
}

# What makes grub.cfg of the settings, or nothing.
grub_maker() {
    for each in update-grub grub-mkconfig grub2-mkconfig; do
        if has "/usr/sbin/$each" || has "/sbin/$each" || has "/usr/bin/$each"; then
            echo "$each"
            return 0
        fi
    done
}

grub_configuration() { # the grub.cfg that GRUB reads
    for each in /boot/grub/grub.cfg /boot/grub2/grub.cfg /boot/boot/grub/grub.cfg /grub/grub.cfg; do
        if has "$each"; then
            echo "$each"
            return 0
        fi
    done
}

is_grub_configuration_right() {
    awk -v names="$names" "$words"'
        /memtest/ { next }
        /^[ \t]*linux(16|efi)?[ \t]/ { line = $0; sub(/^[ \t]*[^ \t]+[ \t]+[^ \t]+/, "", line); if (!is_right(line)) wrong = 1 }
        /^[ \t]*set timeout=/ { sub(/^.*=/, ""); if (unquoted($0) != "0") wrong = 1 }
        END { exit wrong }' "$root$1"
}

edit_grub_configuration() { # PATH
    edit_words "$1" '
        !/memtest/ && match($0, /^[ \t]*linux(16|efi)?[ \t]+[^ \t]+/) {
            print substr($0, 1, RLENGTH) " " contract(substr($0, RLENGTH + 2)); next
        }
        match($0, /^[ \t]*set timeout=/) { print substr($0, 1, RLENGTH) "0"; next }
        { print }'
}

make_grub_configuration() { # MAKER PATH
    real "$2"
    keep "$real"
    made=$real
    case $1 in
        update-grub) run_inside update-grub ;;
        *) run_inside "$1" -o "$2" ;;
    esac >"$kept/maker" 2>&1 || {
        note "$1 failed, so $2 was edited: $(tail -n 1 "$kept/maker")"
        cp -a "$kept/was$made" "$root$made"
    }
}

prepare_grub() { # CONFIGURATION
    loader=grub2
    maker=
    if [ -f "$root/etc/default/grub" ]; then
        grub_command_lines
        grub_setting GRUB_TIMEOUT 0
        grub_setting GRUB_TERMINAL console
        ! grep -qs '^GRUB_HIDDEN_TIMEOUT=' "$root/etc/default/grub" || grub_setting GRUB_HIDDEN_TIMEOUT 0
        ! grep -qs 'GRUB_RECORDFAIL_TIMEOUT' "$root/etc/grub.d/00_header" || grub_setting GRUB_RECORDFAIL_TIMEOUT 0
        maker=$(grub_maker)
    fi
    [ -z "$maker" ] || loader="grub2, $maker"
    prepare_entries
    if [ -n "$maker" ]; then
        if [ -s "$kept/paths" ] || ! is_grub_configuration_right "$1"; then
            make_grub_configuration "$maker" "$1"
        fi
    fi
    # Where nothing makes it, or what did keeps words of its own.
    is_grub_configuration_right "$1" || edit_grub_configuration "$1"
}

# --- Entries of the Boot Loader Specification: GRUB of Fedora, systemd-boot ---------------------------------------

prepare_entries() {
    entries=no
    for each in "$root"/boot/loader/entries/*.conf "$root"/boot/efi/loader/entries/*.conf "$root"/efi/loader/entries/*.conf; do
        [ -f "$each" ] || continue
        entries=yes
        edit_words "${each#"$root"}" '
            match($0, /^options[ \t]+/) { print substr($0, 1, RLENGTH) contract(substr($0, RLENGTH + 1)); next }
            { print }'
    done
    # The entries of kernels that are installed later are made with these words.
    if [ "$entries" = yes ] && [ -f "$root/etc/kernel/cmdline" ]; then
        edit_words /etc/kernel/cmdline '{ print contract($0) }'
    fi
}

prepare_systemd_boot() { # CONFIGURATION
    loader=systemd-boot
    prepare_entries
    edit_words "$1" '
        /^[ \t]*timeout[ \t]/ { print "timeout 0"; next }
        { print }'
}

# --- extlinux and syslinux ----------------------------------------------------------------------------------------

prepare_extlinux() { # CONFIGURATION
    loader=extlinux
    # Tenths of a second, and 0 would wait for ever.
    edit_words "$1" '
        { key = tolower($1) }
        key == "append" { match($0, /^[ \t]*[^ \t]+[ \t]*/); print substr($0, 1, RLENGTH) contract(substr($0, RLENGTH + 1)); next }
        key == "timeout" && $2 != "1" { sub(/[0-9]+/, "1") }
        key == "prompt" { sub(/[0-9]+/, "0") }
        { print }'
    # What makes that file of Alpine anew when it updates its kernel.
    if [ -f "$root/etc/update-extlinux.conf" ]; then
        edit_words /etc/update-extlinux.conf '
            match($0, /^default_kernel_opts=/) { print substr($0, 1, RLENGTH) "\"" contract(unquoted(substr($0, RLENGTH + 1))) "\""; next }
            match($0, /^timeout=/) { print "timeout=1"; next }
            { print }'
    fi
}

# --- GRUB 0.97 ----------------------------------------------------------------------------------------------------

prepare_grub_legacy() { # CONFIGURATION
    loader=grub1
    # "# kopt=" is what Debian's and Ubuntu's update-grub of that time read.
    edit_words "$1" '
        match($0, /^[ \t]*kernel[ \t]+[^ \t]+/) { print substr($0, 1, RLENGTH) " " contract(substr($0, RLENGTH + 2)); next }
        match($0, /^# kopt=/) { print substr($0, 1, RLENGTH) contract(substr($0, RLENGTH + 1)); next }
        match($0, /^# defoptions=/) { print substr($0, 1, RLENGTH) silent(substr($0, RLENGTH + 1)); next }
        /^timeout([ \t]|=)/ { print "timeout=0"; next }
        { print }'
}

# ------------------------------------------------------------------------------------------------------------------

prepare_loader() {
    configuration=$(grub_configuration)
    if [ -n "$configuration" ]; then
        prepare_grub "$configuration"
        return 0
    fi
    for each in /boot/extlinux.conf /boot/extlinux/extlinux.conf /boot/syslinux/syslinux.cfg /boot/syslinux.cfg /extlinux.conf /syslinux.cfg; do
        if has "$each"; then
            prepare_extlinux "$each"
            return 0
        fi
    done
    for each in /boot/grub/menu.lst /boot/grub/grub.conf; do
        if has "$each"; then
            prepare_grub_legacy "$each"
            return 0
        fi
    done
    for each in /boot/loader/loader.conf /boot/efi/loader/loader.conf /efi/loader/loader.conf; do
        if has "$each"; then
            prepare_systemd_boot "$each"
            return 0
        fi
    done
    note "no boot loader that is known was found: what loads the kernel must give it" \
        "'console=tty1 console=ttyS0,115200n8$([ "$names" = 0 ] || echo ' net.ifnames=0 biosdevname=0')'"
}

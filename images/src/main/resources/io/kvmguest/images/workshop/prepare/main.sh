# Prepares the system in $root by $wishes. Prints what was found ("init: systemd"), then "changes:" and a unified diff.

give_up() {
    status=$?
    trap - EXIT
    if [ "$status" != 0 ]; then
        undo_changes
    fi
    exit "$status"
}

# udev renames network cards, by itself or in systemd; mdev and procd do not.
names=0
for each in /lib/udev /usr/lib/udev /sbin/udevd /lib/systemd/systemd-udevd; do
    ! has "$each" || names=1
done

# Files that are new have no label here, where the kernel has no SELinux; the system's own program knows them.
label_changes() {
    if grep -qs '^SELINUX=\(enforcing\|permissive\)' "$root/etc/selinux/config"; then
        type=$(sed -n 's/^SELINUXTYPE=//p' "$root/etc/selinux/config")
        while read -r path; do
            ! has "$path" || echo "$path"
        done <"$kept/paths" >"$kept/labels"
        [ ! -s "$kept/labels" ] ||
            xargs "${chroot:-chroot}" "$root" /sbin/setfiles -F "/etc/selinux/$type/contexts/files/file_contexts" <"$kept/labels" >/dev/null ||
            note "the files that are new have no SELinux label: setfiles failed"
    fi
}

prepare() {
    prepare_loader
    prepare_init
    for wish in ${wishes-}; do
        case $wish in
            no-dhcp) without_dhcp ;;
            no-wait-online) without_wait_online ;;
            no-cloud-init) without_cloud_init ;;
            *) fail "There is no wish '$wish'." ;;
        esac
    done
    label_changes
}

trap give_up EXIT
prepare
echo "init: $init"
echo "loader: $loader"
echo "changes:"
show_changes

# Finds the root file system on the disk of this guest, and mounts it on $root with what belongs to it.

mkdir -p /run/lvm /etc/lvm
[ -e /etc/mtab ] || ln -s /proc/self/mounts /etc/mtab

stop() {
    echo "$*" >&2
    exit 1
}

devices() { # every block device but those of this guest itself
    for each in /sys/class/block/*; do
        case ${each##*/} in
            ram* | loop* | sr* | fd* | zram*) ;;
            dm-*) echo "/dev/mapper/$(cat "$each/dm/name")" ;;
            *) echo "/dev/${each##*/}" ;;
        esac
    done
}

tag() { # DEVICE TAG
    /sbin/blkid -p -o value -s "$2" "$1" 2>/dev/null || true
}

# As udev would make them: update-grub names file systems by UUID only where they can be found by it.
link_devices() {
    mkdir -p /dev/disk/by-uuid /dev/disk/by-label /dev/disk/by-partuuid
    for device in $(devices); do
        uuid=$(tag "$device" UUID)
        label=$(tag "$device" LABEL)
        part=$(tag "$device" PART_ENTRY_UUID)
        [ -z "$uuid" ] || ln -sf "$device" "/dev/disk/by-uuid/$uuid"
        [ -z "$label" ] || ln -sf "$device" "/dev/disk/by-label/$label"
        [ -z "$part" ] || ln -sf "$device" "/dev/disk/by-partuuid/$part"
    done
}

start_volumes() {
    for device in $(devices); do
        if [ "$(tag "$device" TYPE)" = LVM2_member ]; then
            modprobe dm_mod
            # There is no udev that would make the nodes.
            lvm vgchange -q -ay --noudevsync --config 'activation { udev_sync = 0 udev_rules = 0 }' >/dev/null
            lvm vgmknodes -q --config 'activation { udev_sync = 0 udev_rules = 0 }' >/dev/null
            return 0
        fi
    done
}

is_root() { # DIRECTORY
    [ -d "$1/etc" ] && { [ -e "$1/sbin/init" ] || [ -L "$1/sbin/init" ] || [ -e "$1/usr/lib/systemd/systemd" ] ||
        [ -e "$1/lib/systemd/systemd" ] || [ -e "$1/usr/sbin/init" ] || [ -L "$1/usr/sbin/init" ]; }
}

# The file systems that a root may be on, as "DEVICE TYPE OPTIONS".
find_roots() {
    for device in $(devices); do
        type=$(tag "$device" TYPE)
        case $type in
            ext2 | ext3 | ext4 | xfs | btrfs | squashfs) ;;
            *) continue ;;
        esac
        mount -t "$type" -o ro "$device" "$root" || continue
        if is_root "$root"; then
            echo "$device $type rw"
        elif [ "$type" = btrfs ]; then
            for each in "$root"/*; do
                ! is_root "$each" || echo "$device $type subvol=${each##*/}"
            done
        fi
        umount "$root"
    done
}

device_of() { # SPECIFICATION: as fstab has it
    value=$(echo "${1#*=}" | tr -d '"')
    case $1 in
        UUID=*) echo "/dev/disk/by-uuid/$value" ;;
        LABEL=*) echo "/dev/disk/by-label/$value" ;;
        PARTUUID=*) echo "/dev/disk/by-partuuid/$value" ;;
        *) echo "$1" ;;
    esac
}

# What the system's fstab has below its root and holds what is changed here.
mount_parts() {
    [ -f "$root/etc/fstab" ] || return 0
    awk '!/^[ \t]*#/ && $2 ~ /^\/(boot|boot\/efi|efi|usr|var|etc)$/ { print $2, $1, $3, $4 }' "$root/etc/fstab" | sort |
        while read -r point what type options; do
            case $options in
                *subvol=*) options=$(echo "$options" | tr , '\n' | grep '^subvol=') ;;
                *) options=rw ;;
            esac
            mount -t "$type" -o "$options" "$(device_of "$what")" "$root$point" ||
                echo "note: $point of its fstab ($what) could not be mounted"
        done
}

# Where the boot loader's files are on a partition that fstab does not name: OpenWrt's.
mount_boot() {
    for each in "$root"/boot/grub/grub.cfg "$root"/boot/grub2/grub.cfg "$root"/boot/*linux.conf "$root"/boot/extlinux/* \
        "$root"/boot/syslinux/* "$root"/boot/grub/menu.lst "$root"/boot/loader/*; do
        [ ! -e "$each" ] || return 0
    done
    mkdir -p /run/kvmguest/boot
    for device in $(devices); do
        case $(tag "$device" TYPE) in
            ext2 | ext3 | ext4 | vfat) ;;
            *) continue ;;
        esac
        mount -o ro "$device" /run/kvmguest/boot 2>/dev/null || continue
        for each in /run/kvmguest/boot/boot/grub/grub.cfg /run/kvmguest/boot/grub/grub.cfg /run/kvmguest/boot/extlinux.conf; do
            if [ -e "$each" ]; then
                umount /run/kvmguest/boot
                mkdir -p "$root/boot"
                mount -o rw "$device" "$root/boot"
                return 0
            fi
        done
        umount /run/kvmguest/boot
    done
}

mount_system() {
    mkdir -p "$root"
    start_volumes
    link_devices
    roots=$(find_roots)
    case $(echo "$roots" | grep -c .) in
        1) ;;
        0)
            for device in $(devices); do
                echo "  $device: $(tag "$device" TYPE)"
            done >&2
            stop "No root file system was found on the disk: none of the above is ext4, xfs or btrfs with /etc and an init."
            ;;
        *)
            echo "$roots" | sed 's/^/  /' >&2
            stop "More than one root file system was found on the disk."
            ;;
    esac
    # shellcheck disable=SC2086
    set -- $roots
    [ "$2" != squashfs ] || stop "The root file system on $1 is a squashfs, which cannot be changed."
    mount -t "$2" -o "$3" "$1" "$root" || stop "The root file system on $1 ($2) cannot be mounted for writing."
    echo "root: $1 $2"
    mount_parts
    mount_boot
    for each in /dev /proc /sys; do
        [ ! -d "$root$each" ] || mount -o bind "$each" "$root$each"
    done
}

unmount_system() {
    # Backwards: what was mounted last goes first.
    awk -v root="$root" '$2 == root || index($2, root "/") == 1 { print $2 }' /proc/mounts | sort -r |
        while read -r point; do
            umount "$point"
        done
    sync
}

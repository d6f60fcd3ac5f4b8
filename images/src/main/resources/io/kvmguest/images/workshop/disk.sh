#!/bin/sh
# disk.sh ROOT DISK SIZE UUID: makes of the Debian system in ROOT the bootable disk image DISK, a path in ROOT.
#
# Runs as root of mmdebstrap's namespace, outside of ROOT, as the last of its hooks. Nothing is mounted that would need
# a loop device: the file system is filled by mke2fs, and partition table and boot loader are written as bytes.
set -eu
root=$1 disk=$2 size=$3 uuid=$4
PATH=$PATH:/usr/sbin:/sbin

rm "$0" # it lies in ROOT, and is no part of the image

step() { echo "step: $*"; }

work=$(mktemp -d "${TMPDIR:-/tmp}/kvmguest-disk.XXXXXX")
clean_up() {
    umount "$work/view" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

# What tells of this build stays here; every guest makes a machine-id of its own.
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb \
    "$root"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$root"/etc/resolv.conf "$root"/var/lib/systemd/random-seed
find "$root/var/log" -type f -delete
: >"$root/etc/machine-id"
[ ! -d "$root/var/lib/dbus" ] || ln -sf /etc/machine-id "$root/var/lib/dbus/machine-id"

# By these mmdebstrap keeps services from starting while it installs; it would take them away after this.
rm -f "$root/usr/sbin/policy-rc.d"
[ ! -e "$root/sbin/start-stop-daemon.REAL" ] ||
    mv -f "$root/sbin/start-stop-daemon.REAL" "$root/sbin/start-stop-daemon"

step "making the initramfs"
# None was made while packages were installed; what makes them and for which kernels is the recipe's choice.
for modules in "$root"/lib/modules/*; do
    release=${modules##*/}
    [ ! -e "$root/boot/vmlinuz-$release" ] || [ -e "$root/boot/initrd.img-$release" ] ||
        [ ! -x "$root/usr/sbin/update-initramfs" ] || chroot "$root" update-initramfs -c -k "$release"
done

step "installing GRUB"
# There is no disk yet that grub-probe could look at. The hints are what it would say: without them GRUB searches every
# drive at every boot, 10 s under emulation.
mv "$root/usr/sbin/grub-probe" "$work/grub-probe"
cat >"$root/usr/sbin/grub-probe" <<PROBE
#!/bin/sh
for word; do
    case \$word in
        --target=*) target=\${word#--target=} ;;
        -t) target=next ;;
        *) [ "\${target-}" = next ] && target=\$word ;;
    esac
done
case \${target-} in
    device) echo /dev/vda1 ;;
    fs) echo ext2 ;;
    fs_uuid) echo $uuid ;;
    partmap) echo msdos ;;
    abstraction) ;;
    drive) echo '(hd0,msdos1)' ;;
    disk) echo /dev/vda ;;
    compatibility_hint) echo hd0,msdos1 ;;
    bios_hints) echo hd0,msdos1 ;;
    hints_string) echo '--hint-bios=hd0,msdos1 --hint-efi=hd0,msdos1 --hint-baremetal=ahci0,msdos1' ;;
    *) exit 1 ;;
esac
PROBE
chmod 755 "$root/usr/sbin/grub-probe"
mkdir -p "$root/boot/grub/i386-pc"
echo '(hd0) /dev/vda' >"$root/boot/grub/device.map" # so that update-grub in a guest knows the hints as well
cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root/boot/grub/i386-pc/"
if [ -e "$root/usr/share/grub/unicode.pf2" ]; then # for the menu of GRUB's default configuration
    mkdir -p "$root/boot/grub/fonts"
    cp "$root/usr/share/grub/unicode.pf2" "$root/boot/grub/fonts/"
fi
mkdir -p "$root/dev/disk/by-uuid"
: >"$root/dev/disk/by-uuid/$uuid" # or GRUB would name the root by its device, which depends on the bus
chroot "$root" update-grub
rm -r "$root/dev/disk"
# The image's own GRUB makes the core: one of another version would not load the modules beside it.
chroot "$root" grub-mkimage -O i386-pc -p '(hd0,msdos1)/boot/grub' -o /boot/grub/i386-pc/core.img biosdisk part_msdos ext2
mv -f "$work/grub-probe" "$root/usr/sbin/grub-probe"
cp "$root/usr/lib/grub/i386-pc/boot.img" "$root/boot/grub/i386-pc/boot.img"

step "making the file system"
# A bind mount that does not recurse shows the root without /proc, /sys and /dev that mmdebstrap mounted in it. Where
# mounts are forbidden, nothing was mounted either.
mkdir "$work/view"
view=$work/view
mount --bind "$root" "$view" 2>/dev/null || view=$root
# 1 MiB for the boot sector, the partition table and GRUB's core, then the file system. Every feature of it by name:
# defaults differ among hosts, and GRUB 2.06 does not read file systems with the newest ones.
truncate -s "$size" "$work/disk"
printf 'label: dos\nlabel-id: 0x4b564d47\nstart=2048, type=83, bootable\n' |
    sfdisk --quiet --no-reread --no-tell-kernel "$work/disk"
blocks=$((($(stat -c %s "$work/disk") - 1048576) / 4096))
mke2fs -q -F -t ext4 -b 4096 -L root -U "$uuid" \
    -O none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize \
    -E "offset=1048576,hash_seed=$uuid,lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0" \
    -d "$view" "$work/disk" "$blocks"
dd if="$root/boot/grub/i386-pc/boot.img" of="$work/disk" bs=440 count=1 conv=notrunc status=none
dd if="$root/boot/grub/i386-pc/core.img" of="$work/disk" bs=512 seek=1 conv=notrunc status=none

step "compressing"
qemu-img convert -q -O qcow2 -c -o compression_type=zstd "$work/disk" "$root$disk"

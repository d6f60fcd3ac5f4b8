# What a machine that lives for one test has no use for. Each costs 50 to 300 ms of every boot under emulation.
systemctl mask --quiet \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer man-db.timer systemd-tmpfiles-clean.timer \
    e2scrub_all.timer e2scrub_reap.service fstrim.timer logrotate.timer \
    systemd-networkd-wait-online.service \
    systemd-fsckd.socket \
    dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount \
    modprobe@dm_mod.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service modprobe@loop.service
mkdir -p /etc/systemd/system-generators
for generator in cryptsetup debug gpt-auto hibernate-resume integritysetup rc-local system-update veritysetup; do
    ln -sf /dev/null "/etc/systemd/system-generators/systemd-$generator-generator"
done
systemctl disable --quiet systemd-networkd.service

package io.kvmguest.images;

import io.kvmguest.Boot;
import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.Overlay;
import java.nio.file.Path;

/** A disk that differs from a built image's: an overlay on it, written to by a small guest that mounts it. */
final class AlteredDisk {

    private AlteredDisk() {}

    /**
     * Makes one.
     *
     * @param image the image, whose first partition is an ext4
     * @param disk the file to create
     * @param script what changes it, run in the root directory of its file system
     */
    static Path of(String image, Path disk, String script) {
        Image found = ImageStore.standard().find(image);
        Path overlay = Overlay.create(found.disk().orElseThrow(), found.diskFormat(), disk);
        GuestSpec spec = GuestSpec.of("mini")
                .boot(Boot.COLD)
                .name("alteration")
                // As an argument and not as a drive, of which the guest would see an overlay.
                .qemuArguments("-drive", "if=virtio,format=qcow2,file=" + overlay);
        try (Guest guest = Guest.start(spec)) {
            guest.shell()
                    .run("mount -t ext4 /dev/vda1 /mnt && (cd /mnt && " + script + ") && umount /mnt")
                    .requireSuccess();
        }
        return overlay;
    }
}

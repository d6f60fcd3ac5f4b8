package io.kvmguest.image;

import java.nio.file.Path;
import java.util.List;

/** A qcow2 overlay on an image's disk, which takes all that a guest writes. */
public final class Overlay {

    /**
     * Creates an overlay with {@code qemu-img create -b … -F …}.
     *
     * @param backingFile the disk that is not written to
     * @param backingFormat its format, {@code qcow2} or {@code raw}
     * @param overlay the file to create; one that exists is overwritten
     * @return the overlay
     * @throws OverlayException if qemu-img fails; the message carries what it said
     */
    public static Path create(Path backingFile, String backingFormat, Path overlay) {
        return create(new QemuImg(), backingFile, backingFormat, overlay);
    }

    static Path create(QemuImg qemuImg, Path backingFile, String backingFormat, Path overlay) {
        // Absolute: qemu-img would read a relative backing file relative to the overlay, and "a:b" as a protocol.
        Path backing = backingFile.toAbsolutePath().normalize();
        Path file = overlay.toAbsolutePath().normalize();
        try {
            qemuImg.run(List.of(
                    "create", "-q", "-f", "qcow2", "-b", backing.toString(), "-F", backingFormat, file.toString()));
        } catch (QemuImg.FailedException e) {
            throw new OverlayException("No overlay on " + backing + " (" + backingFormat + ") could be made at " + file
                    + ": qemu-img " + e.getMessage());
        }
        return overlay;
    }

    private Overlay() {}
}

package io.kvmguest.images;

import io.kvmguest.Guest;
import io.kvmguest.GuestBootException;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Puts the contract into the system on a disk, in the helper guest. */
final class DiskPreparer {

    /** {@code update-grub} takes 10 s under emulation, and a system with many kernels many times that. */
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private final HelperGuest helper;
    private final Progress progress;

    DiskPreparer(HelperGuest helper, Progress progress) {
        this.helper = helper;
        this.progress = progress;
    }

    /**
     * Prepares it.
     *
     * @param image what messages call the image
     * @param overlay a qcow2 file, which is written to
     * @throws WorkshopException if it cannot be done; the overlay is of no use then
     */
    PrepareReport prepare(String image, Path overlay, Set<PrepareWish> wishes) {
        try (Guest guest = helper.boot(overlay)) {
            progress.step("putting in what is missing");
            CommandResult result = guest.shell()
                    .run(Command.of(PrepareScripts.disk(wishes))
                            .stdin(PrepareScripts.tree().getBytes(StandardCharsets.UTF_8))
                            .timeout(TIMEOUT));
            if (!result.succeeded()) {
                throw new WorkshopException("Image '" + image + "' was not prepared."
                        + Excerpt.of(
                                "The helper guest says", result.stderr().lines().toList(), 12));
            }
            return PrepareReport.read(result.stdout());
        } catch (GuestBootException e) {
            throw new WorkshopException("Image '" + image + "' was not prepared: " + e.getMessage(), e);
        }
    }
}

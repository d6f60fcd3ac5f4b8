package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.Overlay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Prepares an image: puts the contract into an overlay on it, checks that by booting it, and gives it its name when it is
 * whole. The image itself is never written to.
 */
final class ImagePreparation {

    private final CacheDirectory cache;
    private final Progress progress;

    ImagePreparation(CacheDirectory cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    /** What becomes of the overlay. */
    enum Form {
        /** It stays one, small and quickly made; the image must stay where and as it is. */
        OVERLAY,
        /** A disk of its own, which needs the image no more. */
        STANDALONE
    }

    /** Whether the result is booted before it gets its name. */
    enum Check {
        BOOT,
        NONE
    }

    /**
     * What is wished for.
     *
     * @param image the image's name or path
     * @param out the file to make
     * @param replace whether a file of that name may be replaced
     */
    record Order(String image, Path out, Set<PrepareWish> wishes, Form form, Check check, boolean replace) {}

    /**
     * What came of it.
     *
     * @param made whether the file was made just now; false if it was there, and as preparing makes it
     */
    record Outcome(Path out, PrepareReport report, Optional<ContractReport> check, boolean made) {}

    /**
     * Prepares an image.
     *
     * @throws WorkshopException if it cannot be done; the message says why, and there is nothing of it then
     */
    Outcome prepare(Order order) {
        Image image = ImageStore.in(cache).find(order.image());
        Path disk = disk(image);
        Path out = order.out().toAbsolutePath().normalize();
        boolean again = Files.exists(out) && !order.replace();
        Path draft = out.resolveSibling("." + out.getFileName() + "." + UUID.randomUUID() + ".qcow2");
        try {
            refuseToOverwrite(image, disk, out);
            Files.createDirectories(out.getParent());
            HelperGuest helper = new HelperGuest(new Workshop(cache, progress), progress);
            helper.build();
            Overlay.create(again ? out : disk, again ? "qcow2" : image.diskFormat(), draft);
            PrepareReport report = new DiskPreparer(helper, progress).prepare(image.name(), draft, order.wishes());
            if (again) {
                return unchanged(order, out, report);
            }
            Optional<ContractReport> check = check(order, image, draft, report);
            if (order.form() == Form.STANDALONE) {
                flatten(image, draft);
            }
            publish(draft, out);
            progress.end();
            return new Outcome(out, report, check, true);
        } catch (IOException | UncheckedIOException e) {
            progress.fail();
            throw new WorkshopException("Image '" + image.name() + "' was not prepared: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            progress.fail();
            throw e;
        } finally {
            delete(draft);
        }
    }

    private static Path disk(Image image) {
        if (image.kernel().isPresent() || image.disk().isEmpty()) {
            throw new WorkshopException("Image '" + image.name() + "' has nothing to prepare: QEMU loads its kernel,"
                    + " whose command line its recipe gives.");
        }
        return image.disk().get();
    }

    private static void refuseToOverwrite(Image image, Path disk, Path out) throws IOException {
        if (Files.exists(out) && Files.isSameFile(disk, out)) {
            throw new WorkshopException(
                    "Image '" + image.name() + "' is never written to: name another file for the result with -o.");
        }
    }

    private Outcome unchanged(Order order, Path out, PrepareReport report) {
        if (report.changed()) {
            throw new WorkshopException(out + " exists, and preparing " + order.image() + " would give another."
                    + "\n  Replace it:         kvmguest image prepare --force …"
                    + "\n  or name another:    kvmguest image prepare -o OTHER.qcow2 …"
                    + Excerpt.of(
                            "What would change in it", report.diff().lines().toList(), 30));
        }
        progress.end();
        return new Outcome(out, report, Optional.empty(), false);
    }

    private Optional<ContractReport> check(Order order, Image image, Path draft, PrepareReport report) {
        if (order.check() == Check.NONE || !report.hasLoader()) {
            return Optional.empty();
        }
        ContractReport check = new CheckBoot(progress).run(image.name(), draft.toString());
        ContractReport.Line root = check.of(Clause.ROOT);
        if (root.verdict() != ContractReport.Verdict.FULFILLED) {
            throw new WorkshopException("Image '" + image.name() + "' was prepared, and the result does not get to a"
                    + " root shell; it was not kept.\n" + check.text());
        }
        return Optional.of(check);
    }

    private void flatten(Image image, Path draft) throws IOException {
        progress.step("copying it into a disk of its own");
        Path whole = draft.resolveSibling(draft.getFileName() + ".whole");
        try (Tools tools = new Tools(cache.path().resolve("logs").resolve("prepare.log"))) {
            Tools.Result result = tools.run(
                    List.of("qemu-img", "convert", "-q", "-O", "qcow2", draft.toString(), whole.toString()),
                    line -> {});
            if (result.status() != 0) {
                throw new WorkshopException(
                        "Image '" + image.name() + "' was not prepared: qemu-img exited with status " + result.status()
                                + "." + Excerpt.of("It said", result.tail(), 5));
            }
            Files.move(whole, draft, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static void publish(Path draft, Path out) throws IOException {
        // On disk before it gets its name: what is there after a power cut is whole.
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

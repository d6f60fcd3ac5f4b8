package io.kvmguest;

import io.kvmguest.image.Image;
import io.kvmguest.image.ImagePreparer;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.shell.LoginFailure;
import java.util.Optional;
import java.util.function.Supplier;

/** Boots a guest; where its spec asks for it and its boot shows the need, its image is prepared first. */
final class Preparation {

    /** A silent image is silent for as long as one waits; one that boots takes less than this part of the usual time. */
    private static final int TRIAL = 4;

    private final GuestSpec spec;
    private final Accelerator accelerator;
    private final Supplier<Optional<ImagePreparer>> preparers;
    private final Boot boot;

    /** Boots a guest of an image. */
    @FunctionalInterface
    interface Boot {
        Guest run(GuestSpec spec, Image image);
    }

    Preparation(GuestSpec spec, Accelerator accelerator, Supplier<Optional<ImagePreparer>> preparers, Boot boot) {
        this.spec = spec;
        this.accelerator = accelerator;
        this.preparers = preparers;
        this.boot = boot;
    }

    Guest start(Image image) {
        if (spec.prepare() == Prepare.NEVER
                || image.disk().isEmpty()
                || image.kernel().isPresent()) {
            return boot.run(spec, image);
        }
        Optional<ImagePreparer> preparer = preparers.get();
        Optional<Image> prepared = preparer.flatMap(each -> each.prepared(image));
        if (prepared.isPresent()) {
            return boot.run(spec, prepared.get());
        }
        try {
            return boot.run(trial(), image);
        } catch (GuestBootException e) {
            if (!helps(e.failure())) {
                throw e;
            }
            return boot.run(spec, preparer.orElseThrow(() -> withoutPreparer(e)).prepare(image));
        }
    }

    private GuestSpec trial() {
        return spec.hasBootTimeout()
                ? spec
                : spec.bootTimeout(spec.bootTimeout(accelerator).dividedBy(TRIAL));
    }

    /** Whether it is for want of the contract: a guest that panics does so prepared as well. */
    private static boolean helps(LoginFailure failure) {
        return failure instanceof LoginFailure.LoginPrompt
                || failure instanceof LoginFailure.PasswordPrompt
                || failure instanceof LoginFailure.NotRoot
                || failure instanceof LoginFailure.DeafLogin
                || failure instanceof LoginFailure.BootMenu
                || failure instanceof LoginFailure.Silence
                || failure instanceof LoginFailure.SilentKernel
                || failure instanceof LoginFailure.Timeout;
    }

    private static GuestBootException withoutPreparer(GuestBootException e) {
        return new GuestBootException(
                e.getMessage()
                        + "\n  Its image would have been prepared (prepare = AUTO), but what prepares images is not on the"
                        + " class path:\n  add the dependency io.kvmguest:kvmguest-images, with scope test.",
                e.failure());
    }
}

package io.kvmguest;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImagePreparer;
import io.kvmguest.image.ImageStore;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.AcceleratorProbe;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.shell.LoginRoute;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts a guest: from a template if it has one or can get one, and else by booting it. */
final class GuestStart {

    private final GuestSpec spec;
    private final Consumer<ConsoleLine> onLine;

    GuestStart(GuestSpec spec, Consumer<ConsoleLine> onLine) {
        this.spec = spec;
        this.onLine = onLine;
    }

    Guest run() {
        Image image = ImageStore.standard().find(spec.image());
        Accelerator accelerator = AcceleratorProbe.choose(spec.accelerator());
        return spec.boot() == Boot.COLD
                ? boot(image, accelerator, Optional.empty())
                : new Templates(spec, image, accelerator, onLine, draft -> boot(image, accelerator, draft)).start();
    }

    private Guest boot(Image image, Accelerator accelerator, Optional<TemplateFolder> draft) {
        return new Preparation(spec, accelerator, ImagePreparer::find, (wishes, found) -> new GuestBoot(
                                wishes,
                                found,
                                accelerator,
                                found.equals(image) ? LoginRoute.AUTOLOGIN : LoginRoute.PREPARED)
                        .run(onLine, draft))
                .start(image);
    }
}

package io.kvmguest.network;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.kvmguest.GuestSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An OpenWrt of 2014 (Chaos Calmer, r43375), of which no recipe makes an image. */
final class OpenWrt {

    private static final String PROPERTY = "kvmguest.matrix.openwrt";

    private OpenWrt() {}

    /** Returns how a guest of it is started; where there is no image of it, the test is aborted. */
    static GuestSpec spec() {
        Optional<Path> image = image();
        assumeThat(image)
                .as("no recipe makes an image of OpenWrt: name one of Chaos Calmer, r43375, by -D" + PROPERTY + "=FILE")
                .isPresent();
        return GuestSpec.of(image.get().toString()).diskBus("ide").nicModel("e1000");
    }

    private static Optional<Path> image() {
        String named = System.getProperty(PROPERTY, "");
        Path file = Path.of(named.isBlank() ? "../../shared/images/openwrt-r43375.qcow2" : named);
        return Optional.of(file.toAbsolutePath().normalize()).filter(Files::exists);
    }
}

package io.kvmguest;

import io.kvmguest.image.Image;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * The credentials by which systemd 256 and later logs root in on the serial console of an image that does not do so itself;
 * older ones, and other init systems, take no notice.
 *
 * <p>See systemd.system-credentials(7), and agetty(8) and login(1) of util-linux.
 */
final class SystemdCredentials {

    private static final String CREDENTIAL = "type=11,value=io.systemd.credential:";

    /**
     * On a slow host udev takes longer to see the port than the 90 s after which systemd gives up on it, and on its getty.
     */
    private static final String PATIENT_DEVICE =
            "type=11,value=io.systemd.credential.binary:systemd.unit-dropin.dev-ttyS0.device="
                    + Base64.getEncoder()
                            .encodeToString(
                                    "[Unit]\nJobRunningTimeoutSec=infinity\n".getBytes(StandardCharsets.US_ASCII));

    /** Returns the words for QEMU's command line; none for a kernel that QEMU loads, which has its own root shell. */
    static Stream<String> arguments(Image image) {
        return image.kernel().isPresent()
                ? Stream.empty()
                : Stream.concat(
                                Stream.of("agetty.autologin=root", "login.noauth=yes", "getty.ttys.serial=ttyS0")
                                        .map(credential -> CREDENTIAL + credential),
                                Stream.of(PATIENT_DEVICE))
                        .flatMap(value -> Stream.of("-smbios", value));
    }

    private SystemdCredentials() {}
}

package io.kvmguest;

import io.kvmguest.image.Image;
import java.util.stream.Stream;

/**
 * The credentials by which systemd 256 and later logs root in on the serial console of an image that does not do so itself;
 * older ones, and other init systems, take no notice.
 *
 * <p>See systemd.system-credentials(7), and agetty(8) and login(1) of util-linux.
 */
final class SystemdCredentials {

    private static final String CREDENTIAL = "type=11,value=io.systemd.credential:";

    /** Returns the words for QEMU's command line; none for a kernel that QEMU loads, which has its own root shell. */
    static Stream<String> arguments(Image image) {
        return image.kernel().isPresent()
                ? Stream.empty()
                : Stream.of("agetty.autologin=root", "login.noauth=yes", "getty.ttys.serial=ttyS0")
                        .flatMap(credential -> Stream.of("-smbios", CREDENTIAL + credential));
    }

    private SystemdCredentials() {}
}

package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmguest.Guest;
import io.kvmguest.GuestBootException;
import io.kvmguest.GuestSpec;
import io.kvmguest.shell.LoginFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Systems that give nobody a root shell, each for a reason of its own, which the failure names. */
@Tag("guest")
@Timeout(1800)
class NoRootShellGuestTest {

    private final Path directory;

    NoRootShellGuestTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static <T extends LoginFailure> T failure(GuestSpec spec, Class<T> type) {
        GuestBootException thrown = catchThrowableOfType(GuestBootException.class, () -> {
            try (Guest guest = Guest.start(spec)) {
                var unused = guest.shell().run("true");
            }
        });
        assertThat(thrown).as("the boot of %s", spec.image()).isNotNull();
        assertThat(thrown.failure()).as(thrown.getMessage()).isInstanceOf(type);
        return type.cast(thrown.failure());
    }

    private GuestSpec altered(String name, String script) {
        return GuestSpec.of(AlteredDisk.of("debian-12", directory.resolve(name + ".qcow2"), script)
                .toString());
    }

    /** A disk of one mebibyte that begins with this. */
    private GuestSpec disk(String name, int... start) throws IOException {
        byte[] content = new byte[1 << 20];
        for (int i = 0; i < start.length; i++) {
            content[i] = (byte) start[i];
        }
        if (start.length > 0) {
            content[510] = 0x55;
            content[511] = (byte) 0xaa;
        }
        return GuestSpec.of(
                Files.write(directory.resolve(name + ".raw"), content).toString());
    }

    @Test
    void a_console_that_asks_who_logs_in() {
        GuestSpec spec = altered("no-autologin", "rm etc/systemd/system/serial-getty@.service.d/autologin.conf");

        LoginFailure.LoginPrompt failure = failure(spec, LoginFailure.LoginPrompt.class);

        assertThat(failure.prompt()).isEqualTo("debian login: ");
        assertThat(failure.message()).contains("reached a login prompt, not a root shell", "| debian login:");
    }

    @Test
    void a_root_file_system_without_an_init() {
        GuestSpec spec = altered("no-init", "rm usr/sbin/init usr/lib/systemd/systemd bin/sh usr/bin/dash");

        LoginFailure.InitramfsShell failure = failure(spec, LoginFailure.InitramfsShell.class);

        assertThat(failure.message()).contains("stopped in the shell of its initramfs", "No init found");
    }

    @Test
    void a_kernel_without_a_root_device() {
        GuestSpec spec = GuestSpec.of("mini").append("rdinit=/none root=/dev/vda1");

        LoginFailure.Panic failure = failure(spec, LoginFailure.Panic.class);

        assertThat(failure.ending().description()).contains("VFS: Unable to mount root fs");
    }

    @Test
    void a_disk_with_nothing_to_boot() throws IOException {
        LoginFailure.NotBootable failure = failure(disk("empty"), LoginFailure.NotBootable.class);

        assertThat(failure.cause()).startsWith("No bootable device");
    }

    @Test
    void a_system_that_says_nothing() throws IOException {
        // cli; hlt. With graphics, the firmware speaks to the screen alone, as it does wherever there is one.
        GuestSpec spec = disk("silent", 0xfa, 0xf4)
                .qemuArguments("-machine", "graphics=on")
                .bootTimeout(Duration.ofSeconds(10));

        LoginFailure.Silence failure = failure(spec, LoginFailure.Silence.class);

        assertThat(failure.message()).contains("printed nothing on its console within 10 s");
    }

    @Test
    void an_unmodified_debian_12() {
        // It boots, and says nothing on the serial port after GRUB has: not before the time is over is that known.
        GuestSpec spec = GuestSpec.of("debian-12-plain").bootTimeout(Duration.ofSeconds(30));

        LoginFailure.SilentKernel failure = failure(spec, LoginFailure.SilentKernel.class);

        assertThat(failure.message())
                .contains("did not reach a root shell within 30 s", "console=ttyS0 is missing", "image prepare");
    }
}

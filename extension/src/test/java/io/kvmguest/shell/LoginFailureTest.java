package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Ending;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginFailureTest {

    private static final Circumstances CIRCUMSTANCES = new Circumstances(
            "Guest 'router' (image ubuntu-16.04)",
            Duration.ofMillis(21_449),
            "in boot phase LOGIN for 2.1 s",
            List.of("Ubuntu 16.04.7 LTS ubuntu ttyS0", "ubuntu login: "),
            "target/kvmguest/RoutingTest/router/");

    private static final String END = """
              It was in boot phase LOGIN for 2.1 s.
              Last lines of the console:
                | Ubuntu 16.04.7 LTS ubuntu ttyS0
                | ubuntu login:
              Evidence: target/kvmguest/RoutingTest/router/""".indent(2).stripTrailing();

    private static void assertMessage(LoginFailure failure, String beginning) {
        assertThat(failure.message()).isEqualTo(beginning + END);
        assertThat(failure.circumstances()).isSameAs(CIRCUMSTANCES);
    }

    @Test
    void login_prompt() {
        assertMessage(new LoginFailure.LoginPrompt(CIRCUMSTANCES, "ubuntu login: "), """
                Guest 'router' (image ubuntu-16.04) reached a login prompt, not a root shell, after 21.4 s.
                  The image does not log root in on its serial console. Prepare it once:
                    ./kvmguest image prepare ubuntu-16.04
                  or give credentials:
                    @KvmGuest(login = "root", password = "…")
                """);
    }

    @Test
    void password_prompt() {
        assertMessage(new LoginFailure.PasswordPrompt(CIRCUMSTANCES, "Password: "), """
                Guest 'router' (image ubuntu-16.04) asked for a password, and gave no root shell, after 21.4 s.
                  Give it:
                    @KvmGuest(login = "root", password = "…")
                  If its agetty has --autologin root, then login lacks -f and asks all the same: give agetty
                  the option -o '-p -f -- \\\\u', or no -o at all.
                """);
    }

    @Test
    void deaf_login() {
        assertMessage(new LoginFailure.DeafLogin(CIRCUMSTANCES, "ubuntu login: "), """
                Guest 'router' (image ubuntu-16.04) asked for a login, and did not echo the name that was typed, after 21.4 s.
                  So Enter was never pressed. Does its getty read from another line than it prints on, or does its
                  serial port receive nothing?
                """);
    }

    @Test
    void refused() {
        assertMessage(new LoginFailure.Refused(CIRCUMSTANCES, "'bob' by sudo", "Sorry, try again."), """
                Guest 'router' (image ubuntu-16.04) did not let in 'bob' by sudo, after 21.4 s.
                  It said: Sorry, try again.
                  It was tried once, so that no account is locked. Are login, password and rootPassword right? May
                  they be used on a serial console (/etc/securetty, pam_access), and is the account open?
                """);
    }

    @Test
    void new_password_demanded() {
        assertMessage(new LoginFailure.NewPasswordDemanded(CIRCUMSTANCES, "'bob'", "Current password: "), """
                Guest 'router' (image ubuntu-16.04) demanded a new password before it would let in 'bob', after 21.4 s.
                  It said: Current password:
                  No password is changed from here. In the image, say that this one need not be: chage -d -1 USER,
                  or set one that has not expired: passwd USER.
                """);
    }

    @Test
    void not_root() {
        assertMessage(new LoginFailure.NotRoot(CIRCUMSTANCES, 1000), """
                Guest 'router' (image ubuntu-16.04) gave a shell of the user with uid 1000, not of root, after 21.4 s.
                  The getty on its serial console must log root in: --autologin root. Or give the user's password, for
                  sudo, or root's, for su:
                    @KvmGuest(login = "USER", password = "…")  or  @KvmGuest(rootPassword = "…")
                """);
    }

    @Test
    void broken_shell() {
        assertMessage(
                new LoginFailure.BrokenShell(CIRCUMSTANCES, "Its standard input or output is not a terminal"), """
                Guest 'router' (image ubuntu-16.04) gave a root shell that cannot be worked with, after 21.4 s.
                  Its standard input or output is not a terminal.
                """);
    }

    @Test
    void emergency() {
        assertMessage(new LoginFailure.Emergency(CIRCUMSTANCES, "Give root password for maintenance"), """
                Guest 'router' (image ubuntu-16.04) fell into an emergency shell, and reached no root shell, after 21.4 s.
                  Cause: Give root password for maintenance
                  Its init system could not go on, mostly for want of a file system in /etc/fstab: the lines before
                  say what failed.
                """);
    }

    @Test
    void initramfs_shell() {
        assertMessage(new LoginFailure.InitramfsShell(CIRCUMSTANCES, "(initramfs) "), """
                Guest 'router' (image ubuntu-16.04) stopped in the shell of its initramfs, and reached no root shell, after 21.4 s.
                  Cause: (initramfs)
                  It has not found or not mounted the root file system: is root= on the kernel's command line right
                  for the bus the disk is on, and has the initramfs that bus's driver?
                """);
    }

    @Test
    void boot_menu() {
        assertMessage(new LoginFailure.BootMenu(CIRCUMSTANCES), """
                Guest 'router' (image ubuntu-16.04) stayed in the menu of its boot loader, after 21.4 s.
                  Enter was pressed and the entry that it proposes did not boot. Which one does, and is it the default?
                  With GRUB: GRUB_DEFAULT, and GRUB_TIMEOUT=0.
                """);
    }

    @Test
    void boot_loader_prompt() {
        assertMessage(new LoginFailure.BootLoaderPrompt(CIRCUMSTANCES, "grub rescue> "), """
                Guest 'router' (image ubuntu-16.04) stopped at the prompt "grub rescue>" of its boot loader, after 21.4 s.
                  It has not found what it was to load: is its configuration right for where the disk is attached?
                """);
    }

    @Test
    void not_bootable() {
        assertMessage(new LoginFailure.NotBootable(CIRCUMSTANCES, "No bootable device."), """
                Guest 'router' (image ubuntu-16.04) found nothing to boot, after 21.4 s.
                  Its firmware says: No bootable device.
                  Does the image have a boot loader, for BIOS and not just for UEFI? One without needs a kernel
                  beside it.
                """);
    }

    @Test
    void panic() {
        assertMessage(
                new LoginFailure.Panic(
                        CIRCUMSTANCES,
                        new Ending(Ending.Kind.PANIC, "the kernel panicked: VFS: Unable to mount root fs")),
                """
                Guest 'router' (image ubuntu-16.04) panicked before it reached a root shell, after 21.4 s.
                  Cause: the kernel panicked: VFS: Unable to mount root fs.
                """);
    }

    @Test
    void reset_loop() {
        assertMessage(
                new LoginFailure.ResetLoop(CIRCUMSTANCES, 3, new Ending(Ending.Kind.RESET, "the guest reset itself")),
                """
                Guest 'router' (image ubuntu-16.04) was reset 3 times and never reached a root shell, after 21.4 s.
                  Cause: the guest reset itself.
                  It boots in a loop: the last lines before each reset say how far it comes. A kernel that dies
                  without a word may need another CPU model or more memory.
                """);
    }

    @Test
    void power_off() {
        assertMessage(
                new LoginFailure.PowerOff(CIRCUMSTANCES, new Ending(Ending.Kind.POWER_OFF, "the guest shut down")),
                """
                Guest 'router' (image ubuntu-16.04) powered off before it reached a root shell, after 21.4 s.
                  Cause: the guest shut down.
                """);
    }

    @Test
    void machine_died() {
        assertMessage(
                new LoginFailure.MachineDied(
                        CIRCUMSTANCES, new Ending(Ending.Kind.MACHINE_DIED, "QEMU was killed by SIGKILL")),
                """
                Guest 'router' (image ubuntu-16.04) died before it reached a root shell, after 21.4 s.
                  Cause: QEMU was killed by SIGKILL.
                """);
    }

    @Test
    void console_lost() {
        assertMessage(
                new LoginFailure.ConsoleLost(
                        CIRCUMSTANCES, new Ending(Ending.Kind.LINE_CLOSED, "unix:/x was closed by its peer")),
                """
                Guest 'router' (image ubuntu-16.04) lost its console before it reached a root shell, after 21.4 s.
                  Cause: unix:/x was closed by its peer.
                """);
    }

    @Test
    void silence() {
        Circumstances silent =
                new Circumstances("Guest 'vm' (image x)", Duration.ofMinutes(2), "", List.of(), "target/x/");
        assertThat(new LoginFailure.Silence(silent).message()).isEqualTo("""
                        Guest 'vm' (image x) printed nothing on its console within 2 min.
                          Its kernel must log to the serial port: console=ttyS0 on its command line, GRUB_CMDLINE_LINUX with
                          GRUB. If it is the boot loader that waits: GRUB_TIMEOUT=0 and GRUB_TERMINAL=console.
                          Evidence: target/x/""");
    }

    @Test
    void silent_kernel() {
        assertMessage(new LoginFailure.SilentKernel(CIRCUMSTANCES, "Loading initial ramdisk ...  "), """
                Guest 'router' (image ubuntu-16.04) did not reach a root shell within 21.4 s.
                  Its boot loader printed "Loading initial ramdisk ...", and its kernel nothing: console=ttyS0 is missing on the
                  kernel's command line (GRUB_CMDLINE_LINUX with GRUB). Prepare the image once:
                    ./kvmguest image prepare ubuntu-16.04
                  or have each test class do so: @KvmGuest(prepare = Prepare.AUTO)
                """);
    }

    @Test
    void timeout() {
        assertMessage(new LoginFailure.Timeout(CIRCUMSTANCES, 0), """
                Guest 'router' (image ubuntu-16.04) did not reach a root shell within 21.4 s.
                  No prompt came. Is a getty or a shell started on its serial console?
                  If the boot only takes longer, raise its timeout.
                """);
        assertMessage(new LoginFailure.Timeout(CIRCUMSTANCES, 1), """
                Guest 'router' (image ubuntu-16.04) did not reach a root shell within 21.4 s.
                  What looks like a prompt does not run commands; it was tried once.
                  If the boot only takes longer, raise its timeout.
                """);
        assertThat(new LoginFailure.Timeout(CIRCUMSTANCES, 3).message()).contains("; it was tried 3 times.");
    }
}

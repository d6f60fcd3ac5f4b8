package io.kvmguest.shell;

import io.kvmguest.console.Ending;

/** A boot that ended without a root shell. Each way it can end is a type of its own. */
public sealed interface LoginFailure extends Login {

    /** Returns what there was to see. */
    Circumstances circumstances();

    /** Returns what happened, why, and what to do, in several lines. */
    String message();

    /**
     * The guest asks who logs in.
     *
     * @param prompt the line that asks
     */
    record LoginPrompt(Circumstances circumstances, String prompt) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "reached a login prompt, not a root shell" + circumstances.spent(),
                    "The image does not log root in on its serial console. With systemd, this drop-in of",
                    "serial-getty@ttyS0.service does, below [Service]:",
                    "  ExecStart=",
                    "  ExecStart=-/sbin/agetty -o '-p -f -- \\\\u' --keep-baud --autologin root 115200,57600,38400,9600"
                            + " - $TERM");
        }
    }

    /**
     * The guest asks for a password.
     *
     * @param prompt the line that asks
     */
    record PasswordPrompt(Circumstances circumstances, String prompt) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "asked for a password, and gave no root shell" + circumstances.spent(),
                    "If its agetty has --autologin root, then login lacks -f and asks all the same: give agetty",
                    "the option -o '-p -f -- \\\\u', or no -o at all.");
        }
    }

    /**
     * A shell, but of somebody else.
     *
     * @param uid whose
     */
    record NotRoot(Circumstances circumstances, long uid) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "gave a shell of the user with uid " + uid + ", not of root" + circumstances.spent(),
                    "The getty on its serial console must log root in: --autologin root.");
        }
    }

    /**
     * A root shell that nobody can work with.
     *
     * @param flaw what is wrong with it, a sentence without its full stop
     */
    record BrokenShell(Circumstances circumstances, String flaw) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "gave a root shell that cannot be worked with" + circumstances.spent(), flaw + ".");
        }
    }

    /**
     * A shell or a question of something that could not go on booting: an initramfs, an init system in emergency mode.
     *
     * @param cause what says so, a sentence or a line of the console
     */
    record Emergency(Circumstances circumstances, String cause) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "fell into an emergency shell, and reached no root shell" + circumstances.spent(),
                    "Cause: " + cause,
                    "Its initramfs or its init system could not go on, mostly for want of a file system: the lines",
                    "before say what failed.");
        }
    }

    /**
     * A boot loader or a firmware that waits for commands.
     *
     * @param prompt its prompt
     */
    record BootLoaderPrompt(Circumstances circumstances, String prompt) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "stopped at the prompt \"" + prompt.strip() + "\" of its boot loader" + circumstances.spent(),
                    "It has not found what it was to load: is its configuration right for where the disk is attached?");
        }
    }

    /**
     * The firmware has found nothing to boot.
     *
     * @param cause the line that says so
     */
    record NotBootable(Circumstances circumstances, String cause) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "found nothing to boot" + circumstances.spent(),
                    "Its firmware says: " + cause,
                    "Does the image have a boot loader, for BIOS and not just for UEFI? One without needs a kernel",
                    "beside it.");
        }
    }

    /** The kernel panicked. */
    record Panic(Circumstances circumstances, Ending ending) implements LoginFailure {
        @Override
        public String message() {
            return ended(circumstances, "panicked", ending);
        }
    }

    /** The guest was reset. */
    record Reset(Circumstances circumstances, Ending ending) implements LoginFailure {
        @Override
        public String message() {
            return ended(circumstances, "was reset", ending);
        }
    }

    /** The guest powered itself off. */
    record PowerOff(Circumstances circumstances, Ending ending) implements LoginFailure {
        @Override
        public String message() {
            return ended(circumstances, "powered off", ending);
        }
    }

    /** The program that runs the guest ended. */
    record MachineDied(Circumstances circumstances, Ending ending) implements LoginFailure {
        @Override
        public String message() {
            return ended(circumstances, "died", ending);
        }
    }

    /** The console ended, and the guest may be there yet. */
    record ConsoleLost(Circumstances circumstances, Ending ending) implements LoginFailure {
        @Override
        public String message() {
            return ended(circumstances, "lost its console", ending);
        }
    }

    /** Nothing was printed at all. */
    record Silence(Circumstances circumstances) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "printed nothing on its console within " + Words.duration(circumstances.after()),
                    "Its kernel must log to the serial port: console=ttyS0 on its command line, GRUB_CMDLINE_LINUX with",
                    "GRUB. If it is the boot loader that waits: GRUB_TIMEOUT=0 and GRUB_TERMINAL=console.");
        }
    }

    /**
     * The time was over, and neither a root shell nor a reason for its absence had come.
     *
     * @param attempts how many times something was taken for a prompt and did not behave like a shell
     */
    record Timeout(Circumstances circumstances, int attempts) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "did not reach a root shell within " + Words.duration(circumstances.after()),
                    attempts == 0
                            ? "No prompt came. Is a getty or a shell started on its serial console?"
                            : "What looks like a prompt does not run commands; it was tried "
                                    + (attempts == 1 ? "once." : attempts + " times."),
                    "If the boot only takes longer, raise its timeout.");
        }
    }

    private static String ended(Circumstances circumstances, String verb, Ending ending) {
        return circumstances.message(
                verb + " before it reached a root shell" + circumstances.spent(),
                "Cause: " + ending.description() + ".");
    }
}

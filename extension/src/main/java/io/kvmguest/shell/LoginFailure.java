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
                    "The image does not log root in on its serial console. Prepare it once:",
                    "  ./kvmguest image prepare " + circumstances.image(),
                    "or give credentials:",
                    "  @KvmGuest(login = \"root\", password = \"…\")");
        }
    }

    /**
     * The guest asks who logs in, and takes no notice of the name that is typed.
     *
     * @param prompt the line that asks
     */
    record DeafLogin(Circumstances circumstances, String prompt) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "asked for a login, and did not echo the name that was typed" + circumstances.spent(),
                    "So Enter was never pressed. Does its getty read from another line than it prints on, or does its",
                    "serial port receive nothing?");
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
                    "Give it:",
                    "  @KvmGuest(login = \"root\", password = \"…\")",
                    "If its agetty has --autologin root, then login lacks -f and asks all the same: give agetty",
                    "the option -o '-p -f -- \\\\u', or no -o at all.");
        }
    }

    /**
     * The guest did not let somebody in. It was tried once, so that no account is locked.
     *
     * @param who who wanted in: {@code 'bob'}, {@code 'bob' by sudo}, {@code root by su}
     * @param words what the console says
     */
    record Refused(Circumstances circumstances, String who, String words) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "did not let in " + who + circumstances.spent(),
                    "It said: " + words.strip(),
                    "It was tried once, so that no account is locked. Are login, password and rootPassword right? May",
                    "they be used on a serial console (/etc/securetty, pam_access), and is the account open?");
        }
    }

    /**
     * The guest demands a new password before it lets somebody in.
     *
     * @param who who wanted in, as in {@link Refused}
     * @param words what the console says
     */
    record NewPasswordDemanded(Circumstances circumstances, String who, String words) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "demanded a new password before it would let in " + who + circumstances.spent(),
                    "It said: " + words.strip(),
                    "No password is changed from here. In the image, say that this one need not be: chage -d -1 USER,",
                    "or set one that has not expired: passwd USER.");
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
                    "The getty on its serial console must log root in: --autologin root. Or give the user's password, for",
                    "sudo, or root's, for su:",
                    "  @KvmGuest(login = \"USER\", password = \"…\")  or  @KvmGuest(rootPassword = \"…\")");
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
     * The shell of an initramfs, which has not found the root file system or could not mount it.
     *
     * @param cause what says so, a sentence or a line of the console
     */
    record InitramfsShell(Circumstances circumstances, String cause) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "stopped in the shell of its initramfs, and reached no root shell" + circumstances.spent(),
                    "Cause: " + cause.strip(),
                    "It has not found or not mounted the root file system: is root= on the kernel's command line right",
                    "for the bus the disk is on, and has the initramfs that bus's driver?");
        }
    }

    /**
     * A shell or a question of an init system that could not go on booting, or that was told to stop in rescue mode.
     *
     * @param cause what says so, a sentence or a line of the console
     */
    record Emergency(Circumstances circumstances, String cause) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "fell into an emergency shell, and reached no root shell" + circumstances.spent(),
                    "Cause: " + cause.strip(),
                    "Its init system could not go on, mostly for want of a file system in /etc/fstab: the lines before",
                    "say what failed.");
        }
    }

    /** A boot loader whose menu waits, and boots nothing when Enter is pressed. */
    record BootMenu(Circumstances circumstances) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "stayed in the menu of its boot loader" + circumstances.spent(),
                    "Enter was pressed and the entry that it proposes did not boot. Which one does, and is it the default?",
                    "With GRUB: GRUB_DEFAULT, and GRUB_TIMEOUT=0.");
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

    /**
     * The guest was reset again and again.
     *
     * @param resets how many times
     * @param ending the last of them
     */
    record ResetLoop(Circumstances circumstances, int resets, Ending ending) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "was reset " + resets + " times and never reached a root shell" + circumstances.spent(),
                    "Cause: " + ending.description() + ".",
                    "It boots in a loop: the last lines before each reset say how far it comes. A kernel that dies",
                    "without a word may need another CPU model or more memory.");
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
     * The boot loader has started a kernel, and then nothing came.
     *
     * @param lastWord what the boot loader printed last
     */
    record SilentKernel(Circumstances circumstances, String lastWord) implements LoginFailure {
        @Override
        public String message() {
            return circumstances.message(
                    "did not reach a root shell within " + Words.duration(circumstances.after()),
                    "Its boot loader printed \"" + lastWord.strip()
                            + "\", and its kernel nothing: console=ttyS0 is missing on the",
                    "kernel's command line (GRUB_CMDLINE_LINUX with GRUB). Prepare the image once:",
                    "  ./kvmguest image prepare " + circumstances.image(),
                    "or have each test class do so: @KvmGuest(prepare = Prepare.AUTO)");
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

package io.kvmguest.boot;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows the lines by which a guest says that it has given up booting and waits for a person. */
final class Emergency {

    /**
     * @param words what the line begins with
     * @param meaning the end of the sentence "the guest's …"
     * @param quoted whether the line says more than the meaning does
     */
    private record Sign(String words, String meaning, boolean quoted) {}

    private static final Map<Character, List<Sign>> SIGNS = byFirstCharacter(
            // systemd
            new Sign("You are in emergency mode", "systemd went into emergency mode", false),
            new Sign("Welcome to emergency mode!", "systemd went into emergency mode", false),
            new Sign("You are in rescue mode", "systemd went into rescue mode", false),
            new Sign("Welcome to rescue mode!", "systemd went into rescue mode", false),
            new Sign("systemd[1]: Freezing execution", "systemd crashed and froze", false),
            new Sign("[!!!!!!]", "systemd gave up", true),
            new Sign("Cannot open access to console,", "init system lets nobody in, as root is locked", false),
            // sulogin, in several versions
            new Sign("Give root password for", "init system asks root to maintain it", false),
            new Sign("Press Enter for maintenance", "init system asks root to maintain it", false),
            new Sign("Press Enter for system maintenance", "init system asks root to maintain it", false),
            // sysvinit's file system checks, procd
            new Sign("A maintenance shell will now be started", "init system started a maintenance shell", false),
            new Sign("procd: - failsafe -", "procd went into failsafe mode", false),
            new Sign("init: - failsafe -", "procd went into failsafe mode", false),
            new Sign("- failsafe -", "procd went into failsafe mode", false),
            // initramfs-tools
            new Sign("ALERT!  ", "initramfs gave up", true),
            new Sign("No init found. Try passing init=", "initramfs gave up", true),
            new Sign("No root device specified. Boot arguments", "initramfs gave up", true),
            new Sign("Spawning shell within the initramfs", "initramfs started a shell", false),
            new Sign("(initramfs)", "initramfs started a shell", false),
            // dracut, mkinitcpio, Alpine
            new Sign("Entering emergency mode. Exit the shell to continue", "initramfs started a shell", false),
            new Sign("Dropping to debug shell", "initramfs started a shell", false),
            new Sign("You are now being dropped into an emergency shell", "initramfs started a shell", false),
            new Sign("initramfs emergency recovery shell launched", "initramfs started a shell", false));

    /** What comes before any kernel; later the same words mean nothing. */
    private static final Map<Character, List<Sign>> SIGNS_BEFORE_KERNEL = byFirstCharacter(
            new Sign("No bootable device", "firmware found nothing to boot", false),
            new Sign("Entering rescue mode...", "boot loader GRUB went into rescue mode", false));

    private Emergency() {}

    /** Returns what a line means, as a sentence without a full stop, or {@code null} if it is harmless. */
    static @Nullable String in(String text) {
        return in(text, SIGNS);
    }

    /** Returns what a line means that comes before the kernel has printed anything. */
    static @Nullable String beforeKernel(String text) {
        return in(text, SIGNS_BEFORE_KERNEL);
    }

    /** Every line of a guest is looked at, and hardly any begins like this. */
    private static Map<Character, List<Sign>> byFirstCharacter(Sign... signs) {
        return Stream.of(signs).collect(Collectors.groupingBy(sign -> sign.words.charAt(0)));
    }

    private static @Nullable String in(String text, Map<Character, List<Sign>> signs) {
        if (text.isEmpty()) {
            return null;
        }
        for (Sign sign : signs.getOrDefault(text.charAt(0), List.of())) {
            if (text.startsWith(sign.words) && !isOtherAlert(text)) {
                return "the guest's " + sign.meaning + (sign.quoted ? ": " + text.strip() : "");
            }
        }
        return null;
    }

    /** Anybody may shout {@code ALERT!}; initramfs-tools goes on like this. */
    private static boolean isOtherAlert(String text) {
        return text.startsWith("ALERT!") && !text.endsWith("Dropping to a shell!");
    }
}

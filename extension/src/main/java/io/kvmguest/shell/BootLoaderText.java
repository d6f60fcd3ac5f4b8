package io.kvmguest.shell;

import io.kvmguest.shell.Sight.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Knows what boot loaders draw: GRUB 2, syslinux and its kin, U-Boot, systemd-boot. Menus are drawn with cursor addressing,
 * so what stands in one place on the screen comes as one long line.
 */
final class BootLoaderText {

    private static final Pattern COUNTDOWN =
            Pattern.compile("(?:executed automatically|Automatic boot|Boot) in -?\\d+ ?s"
                    + "|Hit any key to stop autoboot|Press (?:any|a) key to (?:stop|abort|interrupt)");

    /** GRUB overwrites its countdown with a line of blanks when a key was pressed, or noise was taken for one. */
    private static final Pattern STOPPED = Pattern.compile("^(?:.*automatically in \\d+s\\.)? {60,}$");

    private static final Pattern MENU =
            Pattern.compile("[Pp]ress enter to boot the selected OS|Press \\[Tab\\] to edit options|^boot: $");

    private static final Pattern GONE_ON =
            Pattern.compile("^ *(?:Booting|Loading|Starting) |^EFI stub: |^(?:Dec|Unc)ompressing Linux");

    /** GRUB itself prints the first two, a menu's entry what it likes. */
    private static final Pattern LAST_WORD = Pattern.compile("^GRUB loading|^Welcome to GRUB!|" + GONE_ON.pattern());

    private static final Pattern PROMPT = Pattern.compile("(?:^|\\s)(?:grub(?: rescue)?|Shell|U-Boot|boot|=)> ?$");

    private static final Pattern NOT_BOOTABLE = Pattern.compile("^No bootable device");

    private BootLoaderText() {}

    /** Returns what a line means of a boot loader or a firmware, complete or not; or null if it is of no interest. */
    static @Nullable Kind in(String line, Kind before) {
        boolean drawing = before == Kind.COUNTDOWN || before == Kind.BOOT_MENU;
        if (NOT_BOOTABLE.matcher(line).find()) {
            return Kind.NOT_BOOTABLE;
        } else if (drawing && STOPPED.matcher(line).find()) {
            return Kind.BOOT_MENU;
        } else if (COUNTDOWN.matcher(line).find()) {
            return Kind.COUNTDOWN;
        }
        return MENU.matcher(line).find() ? Kind.BOOT_MENU : null;
    }

    /** Returns whether a line that is not complete is the prompt of a boot loader or a firmware. */
    static boolean isPrompt(String line) {
        return PROMPT.matcher(line).find();
    }

    /** Returns whether a line says that the boot loader has made its choice. */
    static boolean hasGoneOn(String line) {
        return GONE_ON.matcher(line).find();
    }

    /** Returns whether a line is one of those behind which a kernel prints, if it does. */
    static boolean isLastWord(String line) {
        return LAST_WORD.matcher(line).find();
    }
}

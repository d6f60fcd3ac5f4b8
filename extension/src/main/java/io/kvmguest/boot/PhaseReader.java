package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises the phases of one boot in its lines. A phase is never left for an earlier one. */
final class PhaseReader {

    private static final Pattern KERNEL_STARTS_INIT = Pattern.compile("^Run (\\S+) as init process");
    private static final Pattern INITRAMFS_COMMAND = Pattern.compile("^Kernel command line: (?:.* )?rdinit=(\\S+)");

    /** What systemd says before it has said whether it runs in an initramfs or not. */
    private static final Pattern SYSTEMD_UNDECIDED = Pattern.compile(
            "^systemd\\[1]: (?:systemd \\S+ running in |Detected |Inserted module |Successfully |System time |RTC )");

    private static final Pattern SYSTEMD_IN_INITRAMFS =
            Pattern.compile("^systemd\\[1]: Running in init(?:rd|ial RAM disk)|^Welcome to .*\\(Initramfs\\)!$");
    private static final Pattern SYSTEMD_LEAVES_INITRAMFS = Pattern.compile("^systemd\\[1]: Switching root");
    private static final Pattern SYSTEMD_WELCOMES = Pattern.compile("^Welcome to (?!GRUB).+!$");
    private static final Pattern SYSTEMD_AT_WORK =
            Pattern.compile("^systemd\\[1]: |^\\[(?:  OK  |FAILED|DEPEND| TIME | SKIP | INFO | WARN )] [A-Z]");

    private static final int LONGEST_PROMPT = 300;

    /** What the text says of each phase, apart from the kernel's stamps and from systemd. */
    private static final Map<BootPhase, Pattern> ANNOUNCEMENTS = new EnumMap<>(Map.of(
            BootPhase.FIRMWARE,
            anyOf(
                    "SeaBIOS \\(version",
                    "^iPXE \\(",
                    "^Booting from (?:Hard Disk|ROM|DVD|Floppy|0000:)",
                    "UEFI (?:Interactive Shell|firmware \\(version)",
                    "BdsDxe: ",
                    "^EDK II",
                    "^NOTICE: +BL[0-9]",
                    "^OpenSBI v"),
            BootPhase.BOOT_LOADER,
            anyOf(
                    "GRUB loading",
                    "Welcome to GRUB!",
                    "GNU GRUB +version",
                    "^Booting `",
                    "^Loading Linux ",
                    "^Loading initial ramdisk",
                    "(?:SYS|ISO|EXT|PXE)LINUX [0-9]",
                    "^U-Boot (?:SPL )?[0-9]{4}\\.",
                    "Hit any key to stop autoboot",
                    "^systemd-boot ",
                    "^grub rescue>",
                    "^grub>"),
            BootPhase.KERNEL,
            anyOf(
                    "^Linux version [0-9]+\\.[0-9]",
                    "^EFI stub: ",
                    "^early console in ",
                    "^(?:Dec|Unc)ompressing Linux",
                    "^Starting kernel \\.\\.\\.",
                    "^Booting Linux on physical CPU"),
            BootPhase.INITRAMFS,
            anyOf(
                    "^Loading, please wait\\.\\.\\.",
                    "^Begin: (?:Loading|Mounting|Running|Waiting)",
                    "^Starting (?:systemd-udevd )?version [0-9]",
                    "^dracut(?:-[a-z-]+(?:\\[[0-9]+])?)?: ",
                    "^:: running (?:early |late )?hook",
                    "^Alpine Init "),
            BootPhase.INIT,
            anyOf(
                    "^INIT: version ",
                    "^OpenRC [0-9.]+\\S* is starting up",
                    "^- runit: ",
                    "^Using makefile-style concurrent boot",
                    "^init started: BusyBox",
                    "^(?:procd|init): (?:Console is alive|- [a-z]+ -)",
                    "^init: \\S+ .*\\bprocess\\b",
                    "^\\* Starting ",
                    "^Starting \\S+: OK$"),
            BootPhase.LOGIN,
            anyOf(
                    "^(?:\\S+ )?login:(?: |$)",
                    "login: \\S+ \\(automatic login\\)",
                    "^Please press Enter to activate this console")));

    private final EnumMap<BootPhase, PhaseEntry> entries = new EnumMap<>(BootPhase.class);
    private @Nullable BootPhase current;
    private @Nullable ConsoleLine undecidedSystemd;
    private boolean systemdInInitramfs;
    private String initramfsCommand = "/init";
    private boolean inInitBottom;
    private boolean leftInitramfs;

    /** What the kernel has cut off of a line by printing in the middle of it, and where that began. */
    private String cut = "";

    private @Nullable ConsoleLine cutLine;

    PhaseReader() {}

    /** Copies what has been read, to try a line that is not complete. */
    PhaseReader(PhaseReader other) {
        entries.putAll(other.entries);
        current = other.current;
        undecidedSystemd = other.undecidedSystemd;
        systemdInInitramfs = other.systemdInInitramfs;
        initramfsCommand = other.initramfsCommand;
        inInitBottom = other.inInitBottom;
        leftInitramfs = other.leftInitramfs;
        cut = other.cut;
        cutLine = other.cutLine;
    }

    private static Pattern anyOf(String... expressions) {
        return Pattern.compile(String.join("|", expressions));
    }

    List<PhaseEntry> entries() {
        return new ArrayList<>(entries.values());
    }

    boolean hasPassed(BootPhase phase) {
        return current != null && current.compareTo(phase) >= 0;
    }

    /**
     * Reads a line.
     *
     * @param plain what no kernel stamp stands before
     * @param kernel what the kernel printed, or what was written into its log
     */
    void read(ConsoleLine line, String plain, @Nullable KernelLine kernel) {
        if (hasPassed(BootPhase.LOGIN)) {
            return;
        }
        if (!plain.isBlank()) {
            String text = plain.strip();
            announcements(line, text, BootPhase.FIRMWARE, BootPhase.LOGIN);
            // These may turn out to say something else, when all of the line has come: half a stamp of the kernel's is
            // nothing that init has printed.
            if (line.complete()) {
                systemd(line, text);
                initBottom(line, text);
            }
        }
        cutLogin(line, kernel);
        if (kernel != null) {
            enter(BootPhase.KERNEL, line);
            kernel(line, kernel.text());
            announcements(line, kernel.text(), BootPhase.INITRAMFS, BootPhase.INIT);
            if (line.complete()) {
                systemd(line, kernel.text());
            }
        }
    }

    /** Reads a login prompt that the kernel has cut in pieces, which nothing else shows where nobody is logged in. */
    private void cutLogin(ConsoleLine line, @Nullable KernelLine kernel) {
        String piece = kernel == null ? line.text() : line.text().substring(0, kernel.start());
        ConsoleLine first = cutLine;
        if (first != null && !piece.isEmpty()) {
            ConsoleLine whole = new ConsoleLine(first.offset(), first.at(), cut + piece, line.complete());
            announcements(whole, whole.text().strip(), BootPhase.LOGIN, BootPhase.LOGIN);
        }
        if (kernel == null && line.complete()) {
            cut = "";
            cutLine = null;
        } else if (kernel != null && !piece.isEmpty() && cut.length() < LONGEST_PROMPT) {
            cutLine = first == null ? line : first;
            cut += piece;
        }
    }

    private void announcements(ConsoleLine line, String text, BootPhase first, BootPhase last) {
        for (Map.Entry<BootPhase, Pattern> announcement : ANNOUNCEMENTS.entrySet()) {
            BootPhase phase = announcement.getKey();
            boolean wanted = phase.compareTo(first) >= 0 && phase.compareTo(last) <= 0 && !hasPassed(phase);
            if (wanted && announcement.getValue().matcher(text).find()) {
                enter(phase, line);
            }
        }
    }

    private void kernel(ConsoleLine line, String text) {
        Matcher command = INITRAMFS_COMMAND.matcher(text);
        if (command.find()) {
            initramfsCommand = command.group(1);
        }
        Matcher init = KERNEL_STARTS_INIT.matcher(text);
        if (init.find()) {
            enter(init.group(1).equals(initramfsCommand) ? BootPhase.INITRAMFS : BootPhase.INIT, line);
        }
    }

    /** The last thing that initramfs-tools do; the next to print something is init, even one that says no name. */
    private void initBottom(ConsoleLine line, String text) {
        if (leftInitramfs) {
            enter(BootPhase.INIT, firstOfSystemd(line));
        }
        inInitBottom |= text.startsWith("Begin: Running /scripts/init-bottom");
        leftInitramfs |= inInitBottom && text.endsWith("done.");
    }

    /** An initramfs of dracut's is run by systemd itself, which says so only after its first lines. */
    private void systemd(ConsoleLine line, String text) {
        if (hasPassed(BootPhase.INIT)) {
            return;
        }
        if (SYSTEMD_IN_INITRAMFS.matcher(text).find()) {
            enter(BootPhase.INITRAMFS, firstOfSystemd(line));
            systemdInInitramfs = true;
        } else if (SYSTEMD_LEAVES_INITRAMFS.matcher(text).find()) {
            systemdInInitramfs = false;
        } else if (SYSTEMD_WELCOMES.matcher(text).find()) {
            enter(BootPhase.INIT, firstOfSystemd(line));
        } else if (!systemdInInitramfs && SYSTEMD_AT_WORK.matcher(text).find()) {
            if (!SYSTEMD_UNDECIDED.matcher(text).find()) {
                enter(BootPhase.INIT, firstOfSystemd(line));
            } else if (undecidedSystemd == null) {
                undecidedSystemd = line;
            }
        }
    }

    private ConsoleLine firstOfSystemd(ConsoleLine line) {
        ConsoleLine first = undecidedSystemd == null ? line : undecidedSystemd;
        undecidedSystemd = null;
        return first;
    }

    private void enter(BootPhase phase, ConsoleLine line) {
        if (hasPassed(phase)) {
            return;
        }
        if (phase.compareTo(BootPhase.INIT) > 0 && undecidedSystemd != null) {
            enter(BootPhase.INIT, firstOfSystemd(line));
        }
        entries.put(phase, new PhaseEntry(phase, new Mark(line.offset()), line.at(), line.text()));
        current = phase;
    }
}

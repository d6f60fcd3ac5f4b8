package io.kvmguest.shell;

import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import io.kvmguest.shell.Sight.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a console as somebody who waits in front of it for a prompt. */
final class Screen {

    private static final String STAMP = "\\[ *\\d+\\.\\d{6}\\]";
    private static final Pattern KERNEL = Pattern.compile("^" + STAMP + "|Linux version \\d");

    /** Signs that the kernel has handed over: from there on, what is typed reaches the guest's own programs at worst. */
    private static final Pattern USERLAND = Pattern.compile("Run /\\S*init as init process|Freeing unused kernel"
            + "|systemd\\[1\\]:|^Welcome to |^\\[ {2}OK {2}\\] |INIT: version|OpenRC [\\d.]+ is starting|- runit: "
            + "|procd: |\\binit: |BusyBox v|\\blogin: |\\(automatic login\\)");

    /** In their usual forms: {@code root@vm:~# }, {@code [root@vm ~]# }, {@code / # }, {@code bash-5.2# }. */
    private static final Pattern ROOT_PROMPT = Pattern.compile(
            "(?:[\\w.-]+@[\\w.()-]+:\\S*|\\[[\\w.-]+@[\\w.()-]+ \\S+\\]|[/~]\\S* |(?:ba|da|a|z)?sh-[\\d.]+)# $");

    private static final Pattern PROMPT = Pattern.compile("[#$%>\u276f\u00bb\u279c] ?$");

    /** A prompt behind which the kernel has printed a line. */
    private static final Pattern BURIED_PROMPT = Pattern.compile("^(.{0,100}?[#$%>] )" + STAMP);

    private static final Pattern BURIED_LOGIN = Pattern.compile("(\\blogin: )" + STAMP);
    private static final Pattern LOGIN = Pattern.compile("\\blogin: ?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASSWORD = Pattern.compile("\\bpassword(?: for \\S+)?: ?$", Pattern.CASE_INSENSITIVE);
    private static final Pattern PRESS_ENTER = Pattern.compile("[Pp]ress Enter to activate this console");

    private static final List<Pattern> EMERGENCY = List.of(
            Pattern.compile("^\\(initramfs\\) $"),
            Pattern.compile("Give root password for (?:maintenance|login)"),
            Pattern.compile("Press Enter for maintenance"),
            Pattern.compile("You are in (?:emergency|rescue) mode"),
            Pattern.compile("Cannot open access to console, the root account is locked"),
            Pattern.compile("^(?:dracut|emergency|switch_root|rescue):\\S*# $"),
            Pattern.compile("Entering emergency mode\\."));

    private static final Pattern BOOT_LOADER = Pattern.compile("^(?:grub(?: rescue)?|Shell|U-Boot|boot|=)[>:] ?$");
    private static final Pattern NOT_BOOTABLE = Pattern.compile("^No bootable device");

    private final Transcript transcript;

    /** Where the line begins that is not complete. */
    private long lineStart;

    private long looked;

    /** Where the line begins that was not complete when all was forgotten. */
    private long cleared = -1;

    private boolean kernel;
    private boolean userland;
    private Sight sight;

    /**
     * @param from where to begin, at the start of a line
     */
    Screen(Transcript transcript, long from) {
        this.transcript = transcript;
        this.lineStart = from;
        this.looked = from;
        this.sight = new Sight(Kind.NOTHING, "", from);
    }

    /** Takes in what has been printed since the last time. */
    Sight look() {
        long end = transcript.length();
        if (end == looked) {
            return sight;
        }
        byte[] raw = transcript.bytes(looked, end);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '\n') {
                // A carriage return within it makes it several.
                transcript
                        .text(new Mark(lineStart), new Mark(looked + i))
                        .lines()
                        .forEach(this::complete);
                lineStart = looked + i + 1;
            }
        }
        looked = end;
        String last = transcript.text(new Mark(lineStart), new Mark(end));
        unfinished(last.substring(last.lastIndexOf('\n') + 1));
        return sight;
    }

    /** Forgets what was seen, so that only what is printed from now on counts. */
    void clear() {
        look();
        sight = new Sight(Kind.NOTHING, "", looked);
        cleared = lineStart;
    }

    /** Returns how much of the transcript has been looked at. */
    long looked() {
        return looked;
    }

    /** Returns whether the kernel has begun to run. */
    boolean kernelRuns() {
        return kernel || userland;
    }

    /** Returns whether programs of the guest have begun to run. */
    boolean userlandRuns() {
        return userland;
    }

    private void complete(String line) {
        judge(line);
        Matcher prompt = BURIED_PROMPT.matcher(line);
        if (isEmergency(line)) {
            see(Kind.EMERGENCY, line);
        } else if (NOT_BOOTABLE.matcher(line).find()) {
            see(Kind.NOT_BOOTABLE, line);
        } else if (PRESS_ENTER.matcher(line).find()) {
            see(Kind.PRESS_ENTER, line);
        } else if (BURIED_LOGIN.matcher(line).find()) {
            // Enter makes it stand there once more.
            see(Kind.UNFINISHED, line);
        } else if (prompt.find()) {
            see(ROOT_PROMPT.matcher(prompt.group(1)).matches() ? Kind.ROOT_PROMPT : Kind.PROMPT, prompt.group(1));
        } else if (!KERNEL.matcher(line).find() && !line.isBlank()) {
            // What a program says behind a prompt that was seen means that it was none, or is none any more.
            see(Kind.NOTHING, "");
        }
    }

    private void unfinished(String line) {
        if (line.isBlank() || KERNEL.matcher(line).find()) {
            return;
        }
        judge(line);
        if (isEmergency(line)) {
            see(Kind.EMERGENCY, line);
        } else if (PRESS_ENTER.matcher(line).find()) {
            see(Kind.PRESS_ENTER, line);
        } else if (LOGIN.matcher(line).find()) {
            see(Kind.LOGIN, line);
        } else if (PASSWORD.matcher(line).find()) {
            see(Kind.PASSWORD, line);
        } else if (BOOT_LOADER.matcher(line).find()) {
            see(Kind.BOOT_LOADER, line);
        } else if (ROOT_PROMPT.matcher(line).matches()) {
            see(Kind.ROOT_PROMPT, line);
        } else if (PROMPT.matcher(line).find()) {
            see(Kind.PROMPT, line);
        } else {
            see(Kind.UNFINISHED, line);
        }
    }

    private void judge(String line) {
        kernel |= KERNEL.matcher(line).find();
        userland |= USERLAND.matcher(line).find();
    }

    private static boolean isEmergency(String line) {
        return EMERGENCY.stream().anyMatch(pattern -> pattern.matcher(line).find());
    }

    private void see(Kind kind, String text) {
        // What asked for Enter still asks for it when Enter is echoed behind it.
        if (sight.kind().outweighs(kind) || (kind == Kind.PRESS_ENTER && lineStart == cleared)) {
            return;
        }
        sight = new Sight(kind, text, lineStart);
    }
}

package io.kvmguest.shell;

import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import io.kvmguest.shell.Sight.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a console as somebody who waits in front of it for a prompt. */
final class Screen {

    /** Signs that a machine begins anew; all that was learned before is of no use then. */
    private static final Pattern POWER_ON = Pattern.compile(
            "SeaBIOS \\(version |^U-Boot (?:SPL )?\\d{4}\\.|GRUB loading|Welcome to GRUB!|^BdsDxe: (?:loading|starting) ");

    private static final Pattern KERNEL_STARTS = Pattern.compile("Linux version \\d");

    /** Signs that the kernel has handed over: from there on, what is typed reaches the guest's own programs at worst. */
    private static final Pattern USERLAND = Pattern.compile("Run /\\S*init as init process|Freeing unused kernel"
            + "|systemd\\[1\\]:|^Welcome to (?!GRUB)|^\\[ {2}OK {2}\\] |INIT: version|OpenRC [\\d.]+ is starting|- runit: "
            + "|procd: |\\binit: |BusyBox v|\\blogin: |\\(automatic login\\)");

    /** In their usual forms: {@code root@vm:~# }, {@code [root@vm ~]# }, {@code / # }, {@code bash-5.2# }. */
    private static final Pattern ROOT_PROMPT = Pattern.compile(
            "(?:[\\w.-]+@[\\w.()-]+:\\S*|\\[[\\w.-]+@[\\w.()-]+ \\S+\\]|[/~]\\S* |(?:ba|da|a|z)?sh-[\\d.]+)# $");

    private static final Pattern PROMPT = Pattern.compile("[#$%>\u276f\u00bb\u279c] ?$");
    private static final Pattern AUTOLOGIN = Pattern.compile("login: (\\S+) \\(automatic login\\)");
    private static final Pattern PRESS_ENTER = Pattern.compile("[Pp]ress Enter to activate this console");

    private final Transcript transcript;
    private final Interruption interruption = new Interruption();

    /** Where the line begins that is not complete. */
    private long lineStart;

    private long looked;

    /** Where the line begins that was not complete when all was forgotten. */
    private long cleared = -1;

    private boolean kernel;
    private boolean userland;
    private boolean heedsRefusals;
    private String autologin = "";
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
        for (int feed = lineFeed(raw, 0); feed >= 0; feed = lineFeed(raw, feed + 1)) {
            // A carriage return within it makes it several.
            transcript
                    .text(new Mark(lineStart), new Mark(looked + feed))
                    .lines()
                    .forEach(this::complete);
            lineStart = looked + feed + 1;
        }
        looked = end;
        String last = transcript.text(new Mark(lineStart), new Mark(end));
        unfinished(last.substring(last.lastIndexOf('\n') + 1));
        return sight;
    }

    private static int lineFeed(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Forgets what was seen, so that only what is printed from now on counts. */
    void clear() {
        look();
        sight = new Sight(Kind.NOTHING, "", looked);
        interruption.forget();
        cleared = lineStart;
    }

    /** Returns what was printed behind an offset, but for what the kernel has printed in between. */
    String textSince(long offset) {
        String text = transcript.text(new Mark(offset), transcript.end());
        return Interruption.without(text);
    }

    /** Returns how much of the transcript has been looked at. */
    long looked() {
        return looked;
    }

    /** From now on counts that somebody is refused; before, it is not about whom we log in. */
    void heedRefusals() {
        heedsRefusals = true;
    }

    /** Returns whom a getty has logged in last without being asked to; empty for nobody. */
    String autologin() {
        return autologin;
    }

    /** Returns whether the kernel has begun to run. */
    boolean kernelRuns() {
        return kernel || userland;
    }

    /** Returns whether programs of the guest have begun to run. */
    boolean userlandRuns() {
        return userland;
    }

    /** What is typed from now on is taken to reach programs of the guest, until it is reset: one has shown a prompt. */
    void expectAnswers() {
        userland = true;
    }

    private void complete(String line) {
        Interruption.Whole whole = interruption.complete(line, lineStart);
        if (whole == null) {
            interruption.remember(interrupted(line));
            return;
        }
        String text = whole.text();
        judge(text);
        Matcher automatic = AUTOLOGIN.matcher(text);
        if (automatic.find()) {
            autologin = automatic.group(1);
        }
        Kind said = kernelRuns() ? null : BootLoaderText.in(text, sight.kind());
        if (said == null) {
            said = Phrases.statement(text);
        }
        if (said == Kind.REFUSED && !heedsRefusals) {
            said = Kind.NOTHING;
        }
        if (said != null) {
            see(said, whole);
        } else if (PRESS_ENTER.matcher(text).find()) {
            see(Kind.PRESS_ENTER, whole);
        } else if (!text.isBlank()) {
            // What a program says behind a prompt that was seen means that it was none, or is none any more.
            see(Kind.NOTHING, new Interruption.Whole("", lineStart));
        }
    }

    private void unfinished(String line) {
        Interruption.Whole whole = interruption.unfinished(line, lineStart);
        if (whole == null) {
            Interruption.Whole unused = interrupted(line);
        } else if (!whole.text().isBlank()) {
            judge(whole.text());
            see(kindOf(whole.text()), whole);
        }
    }

    /** The kernel prints, and what it has cut off is to be seen yet. */
    private Interruption.Whole interrupted(String line) {
        kernel = true;
        judge(line);
        Kind said = Phrases.statement(line);
        Interruption.Whole cut = interruption.cutBy(line, lineStart);
        if (said != null) {
            see(said, new Interruption.Whole(line, lineStart));
        } else if (!cut.text().isBlank()) {
            see(kindOf(cut.text()), cut);
        }
        return cut;
    }

    private Kind kindOf(String line) {
        Kind asked = kernelRuns() ? null : BootLoaderText.in(line, sight.kind());
        if (asked == null) {
            asked = Phrases.question(line);
        }
        if (asked != null) {
            return asked;
        } else if (PRESS_ENTER.matcher(line).find()) {
            return Kind.PRESS_ENTER;
        } else if (!kernelRuns() && BootLoaderText.isPrompt(line)) {
            return Kind.BOOT_LOADER;
        } else if (ROOT_PROMPT.matcher(line).matches()) {
            return Kind.ROOT_PROMPT;
        }
        return PROMPT.matcher(line).find() ? Kind.PROMPT : Kind.UNFINISHED;
    }

    private void judge(String line) {
        if (POWER_ON.matcher(line).find()) {
            kernel = false;
            userland = false;
        }
        kernel |= KERNEL_STARTS.matcher(line).find();
        userland |= USERLAND.matcher(line).find();
        boolean drawn = sight.kind() == Kind.COUNTDOWN || sight.kind() == Kind.BOOT_MENU;
        if (drawn && (kernelRuns() || BootLoaderText.hasGoneOn(line))) {
            sight = new Sight(Kind.NOTHING, "", lineStart);
        }
    }

    private void see(Kind kind, Interruption.Whole line) {
        // What asked for something still asks for it when the answer is echoed behind it.
        boolean answered = line.start() == cleared && kind.asks();
        if (!answered && !sight.kind().outweighs(kind)) {
            sight = new Sight(kind, line.text(), line.start());
        }
    }
}

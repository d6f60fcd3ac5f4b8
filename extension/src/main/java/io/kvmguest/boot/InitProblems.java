package io.kvmguest.boot;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows the lines by which init systems and their services report failures on the console. */
final class InitProblems {

    /** A failure: its kind, the line without a prompt before it, and the unit or its description. */
    record Failure(ProblemKind kind, String text, String subject) {}

    private record Rule(ProblemKind kind, Pattern pattern) {
        Rule(ProblemKind kind, String... expressions) {
            this(kind, Pattern.compile(String.join("|", expressions)));
        }
    }

    private static final String SYSTEMD_FAILURE =
            "(?:Failed to (?:start|mount|listen on|activate swap|set up automount)"
                    + "|Failed (?:unmounting|deactivating swap)|Dependency failed for|Timed out waiting for(?: device)?) ";

    /** A shell may have written its prompt before systemd writes a status line. */
    private static final Pattern STATUS_BEHIND_PROMPT = Pattern.compile("[#$] (\\[(?:FAILED|DEPEND| TIME )] .*)$");

    private static final List<Rule> RULES = List.of(
            new Rule(
                    ProblemKind.FILE_SYSTEM_CHECK,
                    "^(?:systemd-fsck\\[\\d+]: )?(\\S+): UNEXPECTED INCONSISTENCY",
                    "^fsck (?:failed with|exited with|from .* failed)",
                    "^systemd-fsck\\[\\d+]: fsck failed with",
                    "^(?:An automatic f|F)ile system check .*failed",
                    "requires a manual fsck",
                    "^fsck failed\\."),
            new Rule(
                    ProblemKind.FAILED_UNIT,
                    // systemd, on its status lines and in the kernel's log
                    "^\\[(?:FAILED|DEPEND| TIME )] " + SYSTEMD_FAILURE + "(.+?)\\.?$",
                    "^systemd\\[1]: " + SYSTEMD_FAILURE + "(.+?)\\.?$",
                    "^systemd\\[1]: (\\S+): Failed with result ",
                    // OpenRC
                    "^\\* ERROR: cannot start (\\S+) as ",
                    "^\\* ERROR: (\\S+) (?:failed to start|is already starting|needs service)",
                    // sysvinit, with startpar or without
                    "^startpar: service\\(s\\) returned failure: (.+?)(?: \\.\\.\\. failed!)?$",
                    "^(?:\\[FAIL] )?(?:Starting|Mounting|Activating|Configuring|Checking|Setting up) (.+?) ?(?:\\.\\.\\.)?"
                            + " ?failed!$",
                    "^INIT: Id \"(\\S+)\" respawning too fast",
                    // Upstart
                    "^init: (?:Failed to spawn )?(\\S+) (?:main|pre-start|post-start) process(?: \\(\\d+\\))?"
                            + "(?: terminated with status [1-9]|: unable to| killed by (?:SEGV|ABRT|BUS|ILL|FPE))",
                    "^init: (\\S+) respawning too fast",
                    // procd, runit
                    "^procd: Instance (\\S+) s in a crash loop",
                    "^runsv (\\S+): (?:fatal|warning): unable to"));

    private static final Pattern HINT = Pattern.compile("^See 'systemctl status (\\S+?)'? for details");

    private InitProblems() {}

    static @Nullable Failure failure(String line) {
        if (!mayFail(line)) {
            return null;
        }
        Matcher status = STATUS_BEHIND_PROMPT.matcher(line);
        String text = status.find() ? status.group(1) : line.strip();
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern.matcher(text);
            if (matcher.find()) {
                return new Failure(rule.kind, text, unit(KernelProblems.firstGroup(matcher)));
            }
        }
        return null;
    }

    /** Returns the unit that systemd names below a failure of which it gave the description only. */
    static @Nullable String hint(String line) {
        Matcher matcher = HINT.matcher(line.strip());
        return matcher.find() ? matcher.group(1) : null;
    }

    /** A guest may print a lot; this leaves the expressions to few lines. */
    private static boolean mayFail(String text) {
        return text.contains("ail")
                || text.contains("ERROR")
                || text.contains("[ TIME ]")
                || text.contains("systemd[1]: Timed out")
                || text.contains("fsck")
                || text.contains("INCONSISTENCY")
                || text.contains("respawning too fast")
                || text.contains(" process")
                || text.contains("crash loop")
                || text.startsWith("runsv ");
    }

    /** {@code foo.service - The Foo} is foo.service. */
    private static String unit(String group) {
        int description = group.indexOf(" - ");
        return description > 0 ? group.substring(0, description) : group;
    }
}

package io.kvmguest.boot;

import static io.kvmguest.boot.ProblemKind.BUG;
import static io.kvmguest.boot.ProblemKind.FILE_SYSTEM;
import static io.kvmguest.boot.ProblemKind.HARD_LOCKUP;
import static io.kvmguest.boot.ProblemKind.HUNG_TASK;
import static io.kvmguest.boot.ProblemKind.IO_ERROR;
import static io.kvmguest.boot.ProblemKind.OOPS;
import static io.kvmguest.boot.ProblemKind.OUT_OF_MEMORY;
import static io.kvmguest.boot.ProblemKind.PANIC;
import static io.kvmguest.boot.ProblemKind.PROGRAM_CRASH;
import static io.kvmguest.boot.ProblemKind.RCU_STALL;
import static io.kvmguest.boot.ProblemKind.SOFT_LOCKUP;
import static io.kvmguest.boot.ProblemKind.WARNING;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows the first lines of the kernel's reports. All are tried at the beginning of a message. */
final class KernelProblems {

    /** The first line of a report. */
    record Head(ProblemKind kind, String subject) {}

    private record Rule(ProblemKind kind, Pattern pattern) {
        Rule(ProblemKind kind, String... expressions) {
            this(kind, Pattern.compile(String.join("|", expressions)));
        }
    }

    /** The first rule that matches counts. A group, where there is one that matched, is the subject. */
    private static final List<Rule> RULES = List.of(
            new Rule(PANIC, "Kernel panic - not syncing"),
            new Rule(SOFT_LOCKUP, "(?:watchdog: )?BUG: soft lockup - (CPU#\\d+)"),
            new Rule(HARD_LOCKUP, "(?:NMI )?[Ww]atchdog:? (?:CPU\\d+: )?(?:Watchdog )?detected hard LOCKUP"),
            new Rule(RCU_STALL, "(?:rcu: )?INFO: \\S+ (?:self-)?detected (?:expedited )?stall"),
            new Rule(HUNG_TASK, "INFO: task (\\S+) blocked (?:on .* )?for more than \\d+ seconds"),
            new Rule(
                    OOPS,
                    "BUG: unable to handle ",
                    "BUG: kernel NULL pointer dereference",
                    "Unable to handle kernel ",
                    "(?:traps: )?PANIC: double fault",
                    "Oops: ",
                    "Oops - ",
                    "Internal error: ",
                    "(?:general protection fault|invalid opcode|divide error|stack segment|double fault|int3|bounds|"
                            + "invalid TSS|segment not present|alignment check|control protection fault).*\\[#\\d+]"),
            new Rule(BUG, "kernel BUG at (\\S+?)!", "BUG: "),
            new Rule(
                    WARNING,
                    "WARNING: CPU: \\d+ PID: \\d+ at (\\S+)",
                    "WARNING: (\\S+:\\d+) at ",
                    "WARNING: (?:possible|inconsistent|suspicious|bad unlock|held lock|lock held|nested lock|stack)",
                    "INFO: (?:possible|inconsistent|suspicious) ",
                    "UBSAN: ",
                    "unchecked MSR access error"),
            // A PC without a floppy drive, but with its controller, reports errors of fd0 at every boot.
            new Rule(
                    IO_ERROR,
                    "(?:blk_update_request: |end_request: |print_req_error: )?(?:critical \\w+(?: \\w+)?|I/O|protection|"
                            + "timeout|nexus|recoverable transport) error, dev (?!fd\\d)(\\S+?),",
                    "Buffer I/O error on (?:dev|device) (?!fd\\d)(\\S+?),",
                    "(ata\\d+(?:\\.\\d+)?): failed command",
                    "nvme (nvme\\d+): (?:I/O .* timeout|Device not ready; aborting|controller is down)",
                    "sd \\S+ \\[(\\w+)] .*FAILED Result"),
            new Rule(
                    FILE_SYSTEM,
                    "EXT[234]-fs error \\(device (\\S+?)\\)",
                    "EXT[234]-fs \\((\\S+?)\\): (?:Remounting filesystem read-only|.*mounting fs with errors|"
                            + "error |.*error count since|This should not happen!!|.*[Cc]orrupt|.*no journal found|.*failed to open journal)",
                    "JBD2: .*(?:[Ee]rror|[Ff]ailed|[Ii]nvalid)",
                    "Aborting journal on device (\\S+?)-?\\d*\\.",
                    "XFS \\((\\S+?)\\): (?:.*[Cc]orrupt|[Mm]etadata I/O|Internal error|log I/O|.*[Ss]hut ?down|"
                            + "Unmount and run xfs_repair|.*mount failed)",
                    "BTRFS(?:: error| error| critical)(?: \\(device (\\S+?)(?: state \\S+)?\\))?",
                    "(?:SQUASHFS|UBIFS) error",
                    "FAT-fs \\((\\S+?)\\): error",
                    "F2FS-fs \\((\\S+?)\\): .*(?:[Cc]orrupt|inconsistent|Failed to)",
                    "erofs: .*corrupt"),
            new Rule(
                    OUT_OF_MEMORY,
                    "(\\S+) invoked oom-killer",
                    "(?:Memory cgroup out|Out) of memory: Kill",
                    "(\\S+): page allocation failure"),
            new Rule(
                    PROGRAM_CRASH,
                    "(\\S+\\[\\d+]): segfault at ",
                    "traps: (\\S+\\[\\d+]) (?:general protection|trap |divide error|stack segment)"));

    private static final Pattern TRACE_BEGINS = Pattern.compile("Call [Tt]race:|Backtrace:");

    /** What follows the first line of a report. */
    private static final Pattern CONTINUATION = Pattern.compile(
            // frames of a call trace
            "\\s*(?:\\? )?(?:\\[<[0-9a-f]+>] )?(?:\\? )?[\\w.]+\\+0x[0-9a-f]+/0x[0-9a-f]+|\\s*</?[A-Z#]+>|Call [Tt]race:"
                    // registers, code, CPU, machine
                    + "|(?:[ER]?[A-Z]{2}|R\\d\\d|[CD]R\\d|PKRU): *[0-9a-f]|[RE]IP: |(?:pc|lr|sp|pstate|x\\d+) ?: |Code: "
                    + "|CPU: \\d|Tainted: |Hardware name: |Workqueue: |Modules linked in:|\\s+(?:Not t|T)ainted"
                    // page tables, stack, other reports about the same
                    + "|#PF: |(?:PGD|\\*pde|pgd) |Stack:|note: |Kernel Offset: |---\\[ end|NMI backtrace|Sending NMI"
                    + "|\"echo 0 > /proc/sys/|task:|rcu: +\\t|rcu:\\s+\\S*kthread|KASAN: |Rebooting in "
                    + "|VFS: Cannot open root|Please append a correct|Modules linked|Unloaded tainted");

    private static final Pattern REPORT_ENDS =
            Pattern.compile("---\\[ end |Out of memory: Kill|Memory cgroup out of mem");

    private KernelProblems() {}

    /** Recognises the first line of a report. */
    static @Nullable Head head(String message) {
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern.matcher(message);
            if (matcher.lookingAt()) {
                return new Head(rule.kind, firstGroup(matcher));
            }
        }
        return null;
    }

    static String firstGroup(Matcher matcher) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
            String group = matcher.group(i);
            if (group != null) {
                return group;
            }
        }
        return "";
    }

    /** Returns whether a message can only be the continuation of a report. */
    static boolean continues(String message) {
        return CONTINUATION.matcher(message).lookingAt();
    }

    static boolean beginsTrace(String message) {
        return TRACE_BEGINS.matcher(message).lookingAt();
    }

    static boolean endsReport(String message) {
        return REPORT_ENDS.matcher(message).lookingAt();
    }
}

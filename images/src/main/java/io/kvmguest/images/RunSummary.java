package io.kvmguest.images;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.report.ReportKeys;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Prints each test as it ends, and at the end what became of the guests. */
final class RunSummary implements TestExecutionListener {

    private final PrintWriter out;
    private final List<Map<String, String>> guests = new ArrayList<>();
    private @Nullable TestPlan plan;
    private int passed;
    private int failed;
    private int skipped;

    RunSummary(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        skipped++;
        say("== skipped: " + path(test) + ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.SUCCESSFUL) {
            if (test.isTest()) {
                passed++;
                say("== passed: " + path(test));
            }
            return;
        }
        boolean aborted = result.getStatus() == Status.ABORTED;
        skipped += aborted ? 1 : 0;
        failed += aborted ? 0 : 1;
        say((aborted ? "== skipped: " : "== FAILED: ") + path(test));
        result.getThrowable()
                .ifPresent(reason ->
                        say(String.valueOf(reason.getMessage()).indent(3).stripTrailing()));
    }

    @Override
    public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        Map<String, String> values = entry.getKeyValuePairs();
        if (values.containsKey(ReportKeys.IMAGE)) {
            guests.add(values);
        }
    }

    synchronized boolean failed() {
        return failed > 0;
    }

    synchronized void print() {
        say("");
        byBoot(guests).forEach(this::print);
        say("%d passed, %d failed, %d skipped".formatted(passed, failed, skipped));
    }

    /** A guest that was booted stands for itself; the clones of one boot stand together. */
    private static List<List<Map<String, String>>> byBoot(List<Map<String, String>> guests) {
        Map<List<String>, List<Map<String, String>>> groups = new LinkedHashMap<>();
        for (Map<String, String> each : guests) {
            List<String> boot = isClone(each)
                    ? Stream.of(ReportKeys.GUEST, ReportKeys.IMAGE, ReportKeys.ACCELERATOR, ReportKeys.ORIGIN)
                            .map(key -> String.valueOf(each.get(key)))
                            .toList()
                    : List.of(String.valueOf(groups.size()));
            groups.computeIfAbsent(boot, key -> new ArrayList<>()).add(each);
        }
        return List.copyOf(groups.values());
    }

    private static boolean isClone(Map<String, String> guest) {
        return origin(guest).startsWith("recorded ");
    }

    private static String origin(Map<String, String> guest) {
        return guest.getOrDefault(ReportKeys.ORIGIN, "");
    }

    private void print(List<Map<String, String>> group) {
        Map<String, String> guest = group.get(0);
        String what = isClone(guest)
                ? (group.size() == 1 ? "a clone" : group.size() + " clones") + " of a boot " + origin(guest)
                : origin(guest);
        int commands = group.stream()
                .map(each -> each.getOrDefault(ReportKeys.COMMANDS, "0"))
                .mapToInt(Integer::parseInt)
                .sum();
        say("%s (image %s, %s): %s; %s run"
                .formatted(
                        guest.get(ReportKeys.GUEST),
                        guest.get(ReportKeys.IMAGE),
                        guest.get(ReportKeys.ACCELERATOR),
                        what,
                        commands == 1 ? "1 command" : commands + " commands"));
        for (BootPhase phase : BootPhase.values()) {
            String name = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            printSeconds(name, guest.get(ReportKeys.phase(phase)));
        }
        printSeconds("boot", guest.get(ReportKeys.BOOT));
        group.stream()
                .map(each -> each.get(ReportKeys.EVIDENCE))
                .filter(Objects::nonNull)
                .forEach(evidence -> say("  evidence     " + evidence));
        say("");
    }

    private void printSeconds(String what, @Nullable String seconds) {
        if (seconds != null) {
            say("  %-12s %9s s".formatted(what, seconds));
        }
    }

    private String path(TestIdentifier test) {
        String name = test.getDisplayName();
        if (plan == null) {
            return name;
        }
        for (var parent = plan.getParent(test); parent.isPresent(); parent = plan.getParent(parent.get())) {
            if (parent.get().getParentId().isPresent()) { // not the engine
                name = parent.get().getDisplayName() + " > " + name;
            }
        }
        return name;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}

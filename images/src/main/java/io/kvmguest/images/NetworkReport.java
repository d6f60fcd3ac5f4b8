package io.kvmguest.images;

import io.kvmguest.contract.CheckResult;
import io.kvmguest.contract.CheckResult.Outcome;
import io.kvmguest.contract.NetworkCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Which configurator has passed which check: a matrix, as a page, as JSON and as text. */
final class NetworkReport {

    static final String PAGE = "index.html";
    static final String JSON_FILE = "report.json";

    private static final String STYLE = """
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; color: #222 }
            table { border-collapse: collapse; margin: 1.5em 0 }
            th, td { border: 1px solid #ccc; padding: .3em .6em; text-align: left; vertical-align: top }
            td.passed { background: #dff3e1 } td.failed { background: #f9d8d6 } td.unclaimed { color: #777 }
            pre { background: #f5f5f5; padding: .8em; overflow-x: auto }
            """;

    private final List<NetworkCheck> checks;
    private final String accelerator;
    private final Instant at;
    private final Map<Subject, List<CheckResult>> results = new LinkedHashMap<>();

    /** A configurator, and the image that has its program. */
    record Subject(String configurator, String image) {}

    /** How often a configurator has passed a check. */
    private record Cell(long passed, long failed, List<CheckResult> results) {

        String css() {
            return failed > 0 ? "failed" : passed > 0 ? "passed" : "unclaimed";
        }

        String text() {
            if (results.isEmpty()) {
                return "not run";
            }
            if (passed + failed == 0) {
                return "not claimed";
            }
            if (passed + failed == 1) {
                return failed > 0 ? "FAILED" : "passed";
            }
            return (failed > 0 ? "FAILED " + failed : "passed " + passed) + " of " + (passed + failed);
        }

        /** Returns the longest time that it took, in seconds; what was not run took none. */
        String seconds() {
            return results.stream()
                    .map(CheckResult::took)
                    .max(Duration::compareTo)
                    .filter(took -> !took.isZero())
                    .map(took -> String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3))
                    .orElse("");
        }
    }

    /** @param accelerator what the guests ran under, for people: times mean nothing without it */
    NetworkReport(List<NetworkCheck> checks, String accelerator, Instant at) {
        this.checks = List.copyOf(checks);
        this.accelerator = accelerator;
        this.at = at;
    }

    void add(Subject subject, CheckResult result) {
        results.computeIfAbsent(subject, any -> new ArrayList<>()).add(result);
    }

    boolean hasFailures() {
        return results.values().stream().flatMap(List::stream).anyMatch(result -> result.outcome() == Outcome.FAILED);
    }

    /** Writes the page and the JSON, each at once: who reads them meanwhile sees the one of before. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        replace(folder.resolve(PAGE), page());
        replace(folder.resolve(JSON_FILE), Json.pretty(toMap()) + "\n");
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Cell cell(Subject subject, NetworkCheck check) {
        List<CheckResult> all = results.getOrDefault(subject, List.of()).stream()
                .filter(result -> result.check().id().equals(check.id()))
                .toList();
        return new Cell(count(all, Outcome.PASSED), count(all, Outcome.FAILED), all);
    }

    private static long count(List<CheckResult> results, Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** Returns a line for each check, a column for each configurator. */
    String text() {
        StringBuilder text = new StringBuilder(String.format("%-64s", ""));
        results.keySet().forEach(subject -> text.append(String.format(" %-16s", subject.configurator)));
        for (NetworkCheck check : checks) {
            text.append(String.format("%n%-64s", check));
            results.keySet()
                    .forEach(subject -> text.append(
                            String.format(" %-16s", cell(subject, check).text())));
        }
        return text.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", at.toString());
        map.put("accelerator", accelerator);
        map.put("checks", checks.stream().map(NetworkReport::toMap).toList());
        map.put(
                "configurators",
                results.entrySet().stream()
                        .map(entry -> toMap(entry.getKey(), entry.getValue()))
                        .toList());
        return map;
    }

    private static Map<String, Object> toMap(NetworkCheck check) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", check.id());
        map.put("title", check.title());
        map.put("slow", check.isSlow());
        return map;
    }

    private static Map<String, Object> toMap(Subject subject, List<CheckResult> results) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", subject.configurator);
        map.put("image", subject.image);
        map.put("results", results.stream().map(NetworkReport::toMap).toList());
        return map;
    }

    private static Map<String, Object> toMap(CheckResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", result.check().id());
        map.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        map.put("milliseconds", result.took().toMillis());
        map.put("message", result.message());
        return map;
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<title>Network configurators and checks</title><style>\n" + STYLE + "</style></head><body>\n"
                        + "<h1>Network configurators and checks</h1>\n<p>" + escaped(at + ". " + accelerator)
                        + " A time is the longest that a check took, with the start of its guests.</p>\n<table>\n<tr><th></th>");
        results.keySet().forEach(subject -> page.append("<th>")
                .append(escaped(subject.configurator))
                .append("<br><small>")
                .append(escaped(subject.image))
                .append("</small></th>"));
        page.append("</tr>\n");
        checks.forEach(check -> page.append(row(check)));
        return page.append("</table>\n")
                .append(failures())
                .append("</body></html>\n")
                .toString();
    }

    private String row(NetworkCheck check) {
        StringBuilder row =
                new StringBuilder("<tr><th>").append(escaped(check.toString())).append("</th>");
        for (Subject subject : results.keySet()) {
            Cell cell = cell(subject, check);
            String title = cell.passed + cell.failed > 0 || cell.results.isEmpty()
                    ? ""
                    : " title=\"" + escaped(cell.results.get(0).message()) + "\"";
            row.append("<td class=\"")
                    .append(cell.css())
                    .append('"')
                    .append(title)
                    .append('>');
            row.append(cell.text()).append("<br><small>").append(cell.seconds()).append("</small></td>");
        }
        return row.append("</tr>\n").toString();
    }

    private String failures() {
        StringBuilder text = new StringBuilder();
        results.values().stream()
                .flatMap(List::stream)
                .filter(result -> result.outcome() == Outcome.FAILED)
                .forEach(result ->
                        text.append("<pre>").append(escaped(result.message())).append("</pre>\n"));
        return text.isEmpty() ? "" : "<h2>What has failed</h2>\n" + text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

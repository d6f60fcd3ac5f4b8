package io.kvmguest.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a benchmark found, as a table for people and as one JSON object for machines.
 *
 * <pre>{@code
 * BenchmarkReport report = new BenchmarkReport("boot", "tcg", "QEMU 7.2.22");
 * report.add("mini", "s", runs, floorRuns, Goal.ratioAtMost(1.05));
 * report.finish(args);
 * }</pre>
 */
public final class BenchmarkReport {

    /** What is wanted of a result. */
    public record Goal(double value, Kind kind) {

        /** What the value of a goal is compared with. */
        public enum Kind {
            /** The median is to be at least this. */
            AT_LEAST("at least %s %s"),
            /** The median is to be at most this. */
            AT_MOST("at most %s %s"),
            /** The median divided by the floor is to be at most this. */
            RATIO_AT_MOST("at most %s times the floor"),
            /** There is none. */
            NONE("");

            private final String words;

            Kind(String words) {
                this.words = words;
            }
        }

        /** The median is to be at least this, in the unit of the result. */
        public static Goal atLeast(double value) {
            return new Goal(value, Kind.AT_LEAST);
        }

        /** The median is to be at most this, in the unit of the result. */
        public static Goal atMost(double value) {
            return new Goal(value, Kind.AT_MOST);
        }

        /** The median divided by the floor is to be at most this. */
        public static Goal ratioAtMost(double value) {
            return new Goal(value, Kind.RATIO_AT_MOST);
        }

        /** Nothing is wanted. */
        public static Goal none() {
            return new Goal(Double.NaN, Kind.NONE);
        }

        private boolean holds(double median, double ratio) {
            return switch (kind) {
                case AT_LEAST -> median >= value;
                case AT_MOST -> median <= value;
                case RATIO_AT_MOST -> ratio <= value;
                case NONE -> true;
            };
        }

        private String inWords(String unit) {
            return String.format(Locale.ROOT, kind.words, number(value), unit);
        }
    }

    private record Result(String name, String unit, List<Double> runs, OptionalDouble floor, Goal goal) {

        double median() {
            return BenchmarkReport.median(runs);
        }

        double ratio() {
            return floor.isPresent() ? median() / floor.getAsDouble() : Double.NaN;
        }

        boolean holds() {
            return goal.holds(median(), ratio());
        }

        Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", name);
            map.put("unit", unit);
            map.put("runs", runs);
            map.put("median", median());
            map.put("floor", floor.isPresent() ? floor.getAsDouble() : null);
            map.put("ratio", floor.isPresent() ? ratio() : null);
            map.put("goal", Double.isNaN(goal.value()) ? null : goal.value());
            map.put("holds", holds());
            return map;
        }
    }

    private final String benchmark;
    private final String accelerator;
    private final String qemu;
    private final List<Result> results = new ArrayList<>();

    /**
     * Begins a report.
     *
     * @param accelerator {@code kvm}, {@code tcg} or {@code none}
     * @param qemu the version of QEMU, empty where none took part
     */
    public BenchmarkReport(String benchmark, String accelerator, String qemu) {
        this.benchmark = benchmark;
        this.accelerator = accelerator;
        this.qemu = qemu;
    }

    /** Adds a result and what the same costs without this library, in the same unit. */
    public BenchmarkReport add(String name, String unit, List<Double> runs, List<Double> floorRuns, Goal goal) {
        results.add(new Result(name, unit, List.copyOf(runs), OptionalDouble.of(median(floorRuns)), goal));
        return this;
    }

    /** Adds a result with nothing to compare it with. */
    public BenchmarkReport add(String name, String unit, List<Double> runs, Goal goal) {
        results.add(new Result(name, unit, List.copyOf(runs), OptionalDouble.empty(), goal));
        return this;
    }

    /** Returns whether every goal is reached. */
    public boolean holds() {
        return results.stream().allMatch(Result::holds);
    }

    /** Returns the middle value, or the mean of the two in the middle. */
    public static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values must not be empty");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Returns the one JSON object. */
    public String json() throws IOException {
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        host.put("arch", System.getProperty("os.arch"));
        host.put("cpu", cpuModel());
        host.put("cpus", Runtime.getRuntime().availableProcessors());
        host.put("java", System.getProperty("java.vm.version"));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("benchmark", benchmark);
        report.put("host", host);
        report.put("accelerator", accelerator);
        report.put("qemu", qemu);
        report.put("results", results.stream().map(Result::asMap).toList());
        return JSON.std
                .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .with(JSON.Feature.WRITE_NULL_PROPERTIES)
                .asString(report);
    }

    private static String cpuModel() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return "";
        }
        return Files.readAllLines(info, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    /** Returns the results as a person wants to read them. */
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(benchmark, "median", "floor", "ratio", "runs", "goal", ""));
        for (Result each : results) {
            rows.add(List.of(
                    each.name(),
                    number(each.median()) + " " + each.unit(),
                    each.floor().isPresent() ? number(each.floor().getAsDouble()) + " " + each.unit() : "-",
                    each.floor().isPresent() ? String.format(Locale.ROOT, "%.2f", each.ratio()) : "-",
                    each.runs().stream().map(BenchmarkReport::number).toList().toString(),
                    each.goal().inWords(each.unit()),
                    each.goal().kind() == Goal.Kind.NONE ? "" : each.holds() ? "holds" : "DOES NOT HOLD"));
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int index = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(index).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length() + 2));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Prints the table and writes the JSON where {@code --json FILE} asks for it. */
    public void finish(String[] args) throws IOException {
        System.out.print(table());
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--json")) {
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException("--json needs the name of a file");
                }
                Files.writeString(Path.of(args[i + 1]), json() + "\n");
            }
        }
    }
}

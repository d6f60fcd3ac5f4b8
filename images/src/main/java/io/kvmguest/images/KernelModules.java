package io.kvmguest.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The modules of one kernel, and the tables that {@code depmod} made of them: chooses some, with all that they need, and
 * cuts the tables down to them.
 */
final class KernelModules {

    private static final String DEPENDENCIES = "modules.dep";

    private final Path directory;
    private final Map<String, List<String>> dependencies = new TreeMap<>();
    private final Map<String, String> fileByName = new TreeMap<>();

    /**
     * Reads the tables.
     *
     * @param directory {@code /lib/modules/<release>}
     */
    KernelModules(Path directory) throws IOException {
        this.directory = directory;
        for (String line : Files.readAllLines(directory.resolve(DEPENDENCIES))) {
            String[] parts = line.split(":", 2);
            String needed = parts[1].strip();
            dependencies.put(parts[0], needed.isEmpty() ? List.of() : List.of(needed.split("\\s+")));
            fileByName.put(nameOf(parts[0]), parts[0]);
        }
    }

    /** Returns the files of some modules and of all that they need, by path below the directory, what is needed first. */
    Set<String> files(List<String> names) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : names) {
            String file = fileByName.get(name.replace('-', '_'));
            if (file == null) {
                throw new WorkshopException("The kernel in " + directory.getFileName() + " has no module '" + name
                        + "': correct modules.txt, or it is built in.");
            }
            choose(file, chosen);
        }
        return chosen;
    }

    private void choose(String file, Set<String> chosen) {
        if (chosen.contains(file)) {
            return;
        }
        dependencies.getOrDefault(file, List.of()).forEach(needed -> choose(needed, chosen));
        chosen.add(file);
    }

    /** Returns the tables that {@code modprobe} reads, by file name, of these files only. */
    Map<String, String> tables(Set<String> files) throws IOException {
        Set<String> names = files.stream().map(KernelModules::nameOf).collect(Collectors.toSet());
        Map<String, String> tables = new TreeMap<>();
        tables.put(DEPENDENCIES, cut(DEPENDENCIES, line -> files.contains(line.substring(0, line.indexOf(':')))));
        for (String table : List.of("modules.alias", "modules.symbols")) {
            tables.put(table, cut(table, line -> names.contains(line.substring(line.lastIndexOf(' ') + 1))));
        }
        // So that modprobe of what is built in succeeds.
        tables.put("modules.builtin", cut("modules.builtin", line -> true));
        return tables;
    }

    private String cut(String table, Predicate<String> wanted) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(table))) {
            if (!line.isBlank() && !line.startsWith("#") && wanted.test(line)) {
                lines.add(line + "\n");
            }
        }
        return String.join("", lines);
    }

    private static String nameOf(String file) {
        return file.substring(file.lastIndexOf('/') + 1)
                .replaceFirst("\\.ko(\\.\\w+)?$", "")
                .replace('-', '_');
    }
}

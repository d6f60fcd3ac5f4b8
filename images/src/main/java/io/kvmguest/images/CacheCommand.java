package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.TemplateStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kvmguest cache}: the templates that guests are cloned from. */
@Command(
        name = "cache",
        description = "Lists and removes the templates that guests are cloned from.",
        mixinStandardHelpOptions = true)
final class CacheCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** {@code kvmguest cache list}. */
    @Command(
            name = "list",
            description = "Lists the templates, the one used last first.",
            mixinStandardHelpOptions = true)
    void list(@Option(names = "--json", description = "As a JSON array.") boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> rows = rows();
        if (json) {
            out.println(Json.pretty(rows));
            return;
        }
        String format = "%-25s %-20s %8s  %s";
        out.println(String.format(Locale.ROOT, format, "IMAGE", "GUEST", "SIZE", "LAST USED"));
        rows.forEach(row -> out.println(String.format(
                Locale.ROOT,
                format,
                row.get("image"),
                row.get("guest"),
                row.get("megabytes") + " MB",
                row.get("lastUsed"))));
    }

    private static List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        try {
            for (TemplateFolder each :
                    TemplateStore.in(CacheDirectory.standard()).all()) {
                Map<String, String> facts = each.facts();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("image", facts.getOrDefault(TemplateFolder.IMAGE, "?"));
                row.put("guest", facts.getOrDefault(TemplateFolder.GUEST, "?"));
                row.put("megabytes", (each.bytesOnDisk() + 500_000) / 1_000_000);
                row.put("recorded", facts.getOrDefault(TemplateFolder.RECORDED_AT, "?"));
                row.put("lastUsed", each.lastUsed().toString());
                row.put("folder", each.path().toString());
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** {@code kvmguest cache clear}. */
    @Command(
            name = "clear",
            description = "Removes all templates. Guests that run lose nothing; images stay.",
            mixinStandardHelpOptions = true)
    void clear() {
        try {
            int count = TemplateStore.in(CacheDirectory.standard()).clear();
            spec.commandLine().getOut().println("Removed " + count + (count == 1 ? " template" : " templates"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

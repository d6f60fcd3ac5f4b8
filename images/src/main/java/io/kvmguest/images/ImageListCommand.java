package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.ImageFolder;
import io.kvmguest.image.ImageStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kvmguest image list}. */
@Command(
        name = "list",
        description = "Lists the images that are built or fetched, and those that could be.",
        mixinStandardHelpOptions = true)
final class ImageListCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "As a JSON array.")
    private boolean json;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        List<Row> rows = rows(
                ImageStore.in(CacheDirectory.standard()),
                RecipeBook.own().byName(),
                Catalogue.own().all());
        if (json) {
            out.println(toJson(rows));
            return;
        }
        String format = "%-23s %-11s %8s  %s";
        out.println(String.format(Locale.ROOT, format, "NAME", "STATE", "SIZE", "DESCRIPTION"));
        rows.forEach(row -> out.println(String.format(
                Locale.ROOT,
                format,
                row.name,
                row.state.text,
                row.folder == null ? "" : (row.bytes + 500_000) / 1_000_000 + " MB",
                row.description)));
    }

    /** What an image is in. */
    enum State {
        BUILT("built"),
        FETCHED("fetched"),
        OUTDATED("outdated"),
        DAMAGED("damaged"),
        NOT_BUILT("not built"),
        NOT_FETCHED("not fetched");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    /** A line of the list. */
    record Row(
            String name,
            State state,
            String description,
            @Nullable ImageFolder folder,
            long bytes) {}

    static List<Row> rows(ImageStore store, Map<String, Recipe> recipes, Collection<Catalogue.Entry> catalogue) {
        TreeSet<String> names = new TreeSet<>(store.names());
        names.addAll(recipes.keySet());
        List<Row> toFetch = new ArrayList<>();
        for (Catalogue.Entry entry : catalogue) {
            if (!names.contains(entry.name())) {
                toFetch.add(new Row(entry.name(), State.NOT_FETCHED, entry.description(), null, 0));
            }
        }
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            rows.add(row(store, name, Optional.ofNullable(recipes.get(name))));
        }
        rows.addAll(toFetch);
        return rows;
    }

    private static Row row(ImageStore store, String name, Optional<Recipe> recipe) {
        String description = recipe.map(Recipe::description).orElse("");
        try {
            Optional<ImageFolder> folder = store.folder(name);
            if (folder.isEmpty()) {
                return new Row(name, State.NOT_BUILT, description, null, 0);
            }
            // An image without a recipe is what it is: its recipe was a folder of the user's own.
            boolean same = recipe.map(known -> known.key().equals(folder.get().recipeKey()))
                    .orElse(true);
            return new Row(
                    name,
                    state(folder.get(), same),
                    folder.get().description(),
                    folder.get(),
                    Trees.size(folder.get().directory()));
        } catch (IOException e) {
            return new Row(name, State.DAMAGED, description, null, 0);
        }
    }

    private static State state(ImageFolder folder, boolean same) {
        if (folder.properties().containsKey(ImageFetch.FETCHED_FROM)) {
            return State.FETCHED;
        }
        return same ? State.BUILT : State.OUTDATED;
    }

    static String toJson(List<Row> rows) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", row.name);
            object.put("state", row.state.text);
            object.put("description", row.description);
            ImageFolder folder = row.folder;
            if (folder != null) {
                object.put("directory", folder.directory().toString());
                object.put("bytes", row.bytes);
                object.put("recipe", folder.recipeKey());
                object.put("digest", folder.image().digest());
                folder.image().disk().ifPresent(file -> object.put("disk", file.toString()));
                folder.image().kernel().ifPresent(file -> object.put("kernel", file.toString()));
                folder.image().initrd().ifPresent(file -> object.put("initrd", file.toString()));
            }
            objects.add(object);
        }
        return Json.pretty(objects);
    }
}

package io.kvmguest.images;

import io.kvmguest.images.Mmdebstrap.Rights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Systems with the packages that several disks to be built have in common: each suite's is installed once, when the first
 * of them is built, and is gone when all are. Installing the kernel and GRUB is most of what a disk costs.
 */
final class Foundations implements AutoCloseable {

    /** Of mmdebstrap's; what it knows of packages stays in, so that more can be installed without asking again. */
    private static final String KEEP_LISTS = "--skip=cleanup/apt/lists,output/dev";

    private final List<Recipe> planned;
    private final Map<String, Foundation> made = new TreeMap<>();
    private @Nullable Path directory;

    /**
     * @param planned the recipes that are to be built
     */
    Foundations(Collection<Recipe> planned) {
        this.planned = List.copyOf(planned);
    }

    /**
     * A system to build on.
     *
     * @param archive its files
     * @param packages what is installed in it, without what that brings along
     */
    record Foundation(Path archive, Set<String> packages) {

        /** Returns what a recipe asks for beyond this. */
        List<String> missing(Recipe recipe) {
            return recipe.packages().stream()
                    .filter(name -> !packages.contains(name))
                    .toList();
        }
    }

    /** Returns what a disk is to be built on; none if nothing else that is planned would be built on it. */
    Optional<Foundation> under(Recipe recipe, Mmdebstrap mmdebstrap, Rights rights, List<String> options)
            throws IOException {
        Set<String> packages = shared(recipe);
        if (packages.isEmpty()) {
            return Optional.empty();
        }
        Foundation foundation = made.get(recipe.suite());
        if (foundation == null) {
            foundation = new Foundation(directory().resolve(recipe.suite() + ".tar"), packages);
            List<String> more = new ArrayList<>(options);
            more.add(KEEP_LISTS);
            mmdebstrap.run(recipe, packages, rights, "minbase", foundation.archive(), more);
            made.put(recipe.suite(), foundation);
        }
        return Optional.of(foundation);
    }

    /** Returns the packages that all planned disks of a recipe's suite ask for, if there is another besides it. */
    Set<String> shared(Recipe recipe) {
        List<Recipe> alike = planned.stream()
                .filter(each -> each.kind() == recipe.kind() && each.suite().equals(recipe.suite()))
                .toList();
        Set<String> shared = new LinkedHashSet<>();
        if (alike.size() > 1 && alike.contains(recipe)) {
            shared.addAll(recipe.packages());
            alike.forEach(each -> shared.retainAll(each.packages()));
        }
        return shared;
    }

    private Path directory() throws IOException {
        if (directory == null) {
            Path created = Files.createTempDirectory(Tools.temporaryDirectory(), "kvmguest-foundations-");
            directory = created;
            // Ctrl-C ends builds as often as their end does.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(created)));
        }
        return directory;
    }

    @Override
    public void close() {
        if (directory != null) {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.images.Workshop.When;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvmguest image build}. */
@Command(
        name = "build",
        description = {
            "Builds images by their recipes, from the distribution's packages.",
            "What is built already and of the same recipe is left as it is."
        },
        mixinStandardHelpOptions = true)
final class ImageBuildCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "Recipes, by name or by the path of their folder; all if none is named.")
    private List<String> names = List.of();

    @Option(names = "--force", description = "Build also what is built already.")
    private boolean force;

    @Override
    public void run() {
        List<Recipe> recipes = recipes();
        PrintWriter err = spec.commandLine().getErr();
        CacheDirectory cache = CacheDirectory.standard();
        try (Progress progress = Progress.to(err, Progress.Style.ofStandardError());
                Foundations foundations = new Foundations(recipes.stream()
                        .filter(recipe ->
                                force || Workshop.current(cache, recipe).isEmpty())
                        .toList())) {
            Workshop workshop = new Workshop(cache, progress, foundations);
            for (Recipe recipe : recipes) {
                build(workshop, recipe, progress);
            }
        }
    }

    private List<Recipe> recipes() {
        RecipeBook book = RecipeBook.own();
        if (names.isEmpty()) {
            return List.copyOf(book.all());
        }
        List<Recipe> recipes = new ArrayList<>();
        try {
            names.forEach(name -> recipes.add(book.find(name)));
        } catch (RecipeBook.UnknownRecipeException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return recipes;
    }

    private void build(Workshop workshop, Recipe recipe, Progress progress) {
        long start = System.nanoTime();
        if (!force && workshop.current(recipe).isPresent()) {
            progress.say("Image " + recipe.name() + " is up to date (recipe " + recipe.key() + ").");
            return;
        }
        progress.say(
                "Building image " + recipe.name() + " (" + recipe.description() + "; recipe " + recipe.key() + ")");
        Workshop.Outcome outcome = workshop.build(recipe, force ? When.ALWAYS : When.NEEDED);
        progress.say(String.format(
                Locale.ROOT,
                "Image %s is ready after %.1f s: %d MB in %s",
                recipe.name(),
                (System.nanoTime() - start) / 1e9,
                megabytes(outcome),
                outcome.folder().directory()));
    }

    private static long megabytes(Workshop.Outcome outcome) {
        try {
            return (Trees.size(outcome.folder().directory()) + 500_000) / 1_000_000;
        } catch (IOException e) {
            return 0;
        }
    }
}

package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.images.ImageFetch.When;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvmguest image fetch}. */
@Command(
        name = "fetch",
        description = {
            "Fetches official images of distributions, which are then found by name; 'image list' names them.",
            "A fetch that was cut off goes on where it was. What arrives is verified by the publisher's checksums."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:fetched, or here already", "1:not fetched", "2:not understood"},
        mixinStandardHelpOptions = true)
final class ImageFetchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Images of the catalogue.")
    private List<String> names = List.of();

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            description = "Take the publishers' paths from there, and not from their own hosts.")
    private @Nullable URI mirror;

    @Option(names = "--force", description = "Fetch also what is here already.")
    private boolean force;

    @Option(names = "--json", description = "Say what was done as a JSON array.")
    private boolean json;

    @Override
    public void run() {
        Catalogue catalogue = Catalogue.own();
        List<Catalogue.Entry> entries = new ArrayList<>();
        try {
            names.forEach(name -> entries.add(catalogue.find(name)));
        } catch (Catalogue.UnknownImageException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        List<Map<String, Object>> done = new ArrayList<>();
        try (Progress progress = Progress.to(spec.commandLine().getErr(), Progress.Style.ofStandardError())) {
            ImageFetch fetch = new ImageFetch(CacheDirectory.standard(), progress, Optional.ofNullable(mirror));
            for (Catalogue.Entry entry : entries) {
                ImageFetch.Outcome outcome = fetch.fetch(entry, force ? When.ALWAYS : When.MISSING);
                progress.say(
                        outcome.fetched()
                                ? "Image " + entry.name() + " is fetched. Root: " + entry.login() + "."
                                : "Image " + entry.name() + " is here already.");
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("name", entry.name());
                map.put("fetched", outcome.fetched());
                map.put("directory", outcome.folder().directory().toString());
                map.put("digest", outcome.folder().image().digest());
                map.put("login", entry.login());
                done.add(map);
            }
        }
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(done));
        }
    }
}

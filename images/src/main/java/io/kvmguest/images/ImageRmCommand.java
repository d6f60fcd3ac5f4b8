package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.CacheLock;
import io.kvmguest.image.ImageStore;
import io.kvmguest.image.NearMiss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvmguest image rm}. */
@Command(
        name = "rm",
        description = {
            "Removes built and fetched images from the cache directory.",
            "Guests that run go on; overlays that 'image prepare' made of them do not work any more."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:removed", "1:there is no such image, and nothing was removed", "2:not understood"},
        mixinStandardHelpOptions = true)
final class ImageRmCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Built or fetched images.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Say what was removed as a JSON array.")
    private boolean json;

    @Override
    public void run() {
        CacheDirectory cache = CacheDirectory.standard();
        List<String> here = ImageStore.in(cache).names();
        for (String name : names) {
            if (!here.contains(name)) {
                throw new WorkshopException(
                        "There is no image '" + name + "' in " + cache.images() + ", and nothing was"
                                + " removed."
                                + NearMiss.question(name, here)
                                + "\n  Images: " + (here.isEmpty() ? "none" : String.join(", ", here)));
            }
        }
        List<Map<String, Object>> removed = new ArrayList<>();
        for (String name : names) {
            removed.add(remove(cache, name));
        }
        spec.commandLine().getOut().print(json ? Json.pretty(removed) + "\n" : "");
    }

    private Map<String, Object> remove(CacheDirectory cache, String name) {
        Path home = cache.images().resolve(name);
        Path lock = cache.path().resolve("locks").resolve("image-" + name + ".lock");
        try {
            CacheLock held = CacheLock.take(lock, who -> spec.commandLine()
                    .getErr()
                    .println("Waiting for " + who + ", which works at image " + name));
            try {
                long bytes = Trees.size(home);
                Trees.delete(home);
                if (!json) {
                    spec.commandLine()
                            .getOut()
                            .println("Image " + name + " is removed: " + (bytes + 500_000) / 1_000_000 + " MB");
                }
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("name", name);
                map.put("bytes", bytes);
                return map;
            } finally {
                held.close();
            }
        } catch (IOException e) {
            throw new WorkshopException("Image '" + name + "' was not removed: " + e.getMessage(), e);
        }
    }
}

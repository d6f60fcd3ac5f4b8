package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.ImageFolder;
import io.kvmguest.image.ImageStore;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvmguest image path}. */
@Command(
        name = "path",
        description = {
            "Prints the folder of a built image.",
            "The file image.properties in it says which of the others is the disk or the kernel."
        },
        mixinStandardHelpOptions = true)
final class ImagePathCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The image's name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Override
    public void run() {
        ImageStore store = ImageStore.in(CacheDirectory.standard());
        try {
            var unused = store.find(name);
            ImageFolder folder = store.folder(name).orElseThrow();
            spec.commandLine().getOut().println(folder.directory());
        } catch (IOException e) {
            throw new WorkshopException(String.valueOf(e.getMessage()), e);
        }
    }
}

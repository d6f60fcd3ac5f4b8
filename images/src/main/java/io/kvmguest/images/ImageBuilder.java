package io.kvmguest.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes the files of an image by a recipe of one kind. */
interface ImageBuilder {

    /** Returns the programs that it runs. */
    List<String> programs();

    /** Returns how much room it takes while it works, in MiB: in the cache, and in the temporary directory. */
    Room room();

    /**
     * Makes the files.
     *
     * @param image the folder for them
     * @param scratch a folder for what is needed on the way
     * @return what {@code image.properties} says about them: {@code disk}, {@code kernel} and so on
     * @throws WorkshopException if it cannot be done; the message says why
     */
    Map<String, String> build(Recipe recipe, Path image, Path scratch, Tools tools, Progress progress)
            throws IOException;

    /** Room on disks, in MiB. */
    record Room(int cache, int temporary) {}
}

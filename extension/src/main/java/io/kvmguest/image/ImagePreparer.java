package io.kvmguest.image;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Prepares images: puts into one what it lacks for a root shell on its serial console, on an overlay that is kept. Found by
 * {@link ServiceLoader}; {@code io.kvmguest:kvmguest-images} brings one.
 */
public interface ImagePreparer {

    /**
     * Returns an image as it was prepared before, if it was, by this version of the preparer and from this content of its
     * disk.
     *
     * @param image an image that boots from its disk
     * @throws ImagePreparationException if that cannot be found out
     */
    Optional<Image> prepared(Image image);

    /**
     * Prepares an image, or waits for another process that does, or finds it prepared. That takes from seconds to minutes.
     *
     * @param image an image that boots from its disk, which is not written to
     * @return what to boot in its place
     * @throws ImagePreparationException if it cannot be prepared; the message says why and what to do
     */
    Image prepare(Image image);

    /** Returns the preparer on the class path, if there is one. */
    static Optional<ImagePreparer> find() {
        return ServiceLoader.load(ImagePreparer.class, ImagePreparer.class.getClassLoader())
                .findFirst();
    }
}

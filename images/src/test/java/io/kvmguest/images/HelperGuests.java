package io.kvmguest.images;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmguest.image.CacheDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Tests with real guests need the helper's image, which takes a minute and a network to build. */
final class HelperGuests {

    private HelperGuests() {}

    static void assumeBuilt() {
        Progress silent = new Progress(new PrintWriter(new StringWriter()), Progress.Style.PLAIN, () -> 0, null);
        assumeTrue(
                new Workshop(CacheDirectory.standard(), silent)
                        .current(RecipeBook.own().find(HelperGuest.RECIPE))
                        .isPresent(),
                "the image 'helper' is not built: ./kvmguest image build helper");
    }
}

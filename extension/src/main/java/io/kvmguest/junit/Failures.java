package io.kvmguest.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Tells failures from tests that were given up for an assumption. */
final class Failures {

    static boolean isFailure(Throwable thrown) {
        return !(thrown instanceof TestAbortedException);
    }

    static Optional<Throwable> of(ExtensionContext context) {
        return context.getExecutionException().filter(Failures::isFailure);
    }

    static boolean isFailed(ExtensionContext context) {
        return of(context).isPresent();
    }

    private Failures() {}
}

package io.kvmguest.assertions;

import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;
import org.assertj.core.api.StringAssert;
import org.assertj.core.error.ErrorMessageFactory;
import org.assertj.core.internal.Failures;
import org.jspecify.annotations.Nullable;

/** What all assertions of this package have in common. */
abstract class AbstractGuestAssert<SELF extends AbstractGuestAssert<SELF, ACTUAL>, ACTUAL>
        extends AbstractAssert<SELF, ACTUAL> {

    private static final String PACKAGE = AbstractGuestAssert.class.getPackageName() + ".";

    private @Nullable SoftAssertionsProvider softly;

    AbstractGuestAssert(@Nullable ACTUAL actual, Class<?> selfType) {
        super(actual, selfType);
    }

    /** Makes this a soft assertion. AssertJ's proxy does so for what returns itself, not for what leads elsewhere. */
    final SELF collectInto(@Nullable SoftAssertionsProvider collector) {
        softly = collector;
        return myself;
    }

    final @Nullable SoftAssertionsProvider softly() {
        return softly;
    }

    /** Returns where an assertion that this leads to reports: nowhere if it is on something that is missing. */
    final @Nullable SoftAssertionsProvider collectorFor(boolean present) {
        return present ? softly : new SoftAssertions();
    }

    /** Throws the error, or collects it when this is a soft assertion. */
    final void report(AssertionError error) {
        if (softly == null) {
            throw error;
        }
        softly.collectAssertionError(error);
    }

    /**
     * Leads to assertions on a text that belongs to what this asserts on.
     *
     * @param text {@code null} if there is none, which has been reported softly: nothing said of it is reported then
     */
    final AbstractStringAssert<?> text(String what, @Nullable String text) {
        SoftAssertionsProvider collector = collectorFor(text != null);
        String value = text == null ? "" : text;
        AbstractStringAssert<?> strings = collector == null
                ? Assertions.assertThat(value)
                : collector.proxy(StringAssert.class, String.class, value);
        return strings.as("%s", info.hasDescription() ? info.descriptionText() + ": " + what : what);
    }

    /** Returns whether there is something to assert on; that there is nothing has been reported softly then. */
    final boolean present() {
        try {
            isNotNull();
            return true;
        } catch (AssertionError e) {
            report(e);
            return false;
        }
    }

    /** Returns an error that carries both values, so that an IDE shows how they differ. */
    final AssertionError mismatch(ErrorMessageFactory message, Object is, Object wanted) {
        AssertionError error = Failures.instance().failure(info, message, is, wanted);
        if (Failures.instance().isRemoveAssertJRelatedElementsFromStackTrace()) {
            error.setStackTrace(Arrays.stream(error.getStackTrace())
                    .filter(element -> !isElementOfCustomAssert(element))
                    .toArray(StackTraceElement[]::new));
        }
        return error;
    }

    /** Drops all frames of this package, so that a failure's first frame is the line of the test. */
    @Override
    protected boolean isElementOfCustomAssert(StackTraceElement element) {
        String name = element.getClassName();
        return name.startsWith(PACKAGE) && !name.contains("Test");
    }
}

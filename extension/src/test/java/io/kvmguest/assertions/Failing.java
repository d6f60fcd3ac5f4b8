package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Catches what a failing assertion throws. */
final class Failing {

    private Failing() {}

    static AssertionError expectAssertionError(ThrowingCallable assertion) {
        AssertionError error = catchThrowableOfType(AssertionError.class, assertion);
        if (error == null) {
            throw new IllegalStateException("the assertion passed");
        }
        return error;
    }
}

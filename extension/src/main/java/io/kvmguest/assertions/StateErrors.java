package io.kvmguest.assertions;

import java.util.List;

/** What is said when a network is not as a {@link NetworkStateAssert} wants it. */
final class StateErrors {

    private StateErrors() {}

    static FailureMessage shouldHave(String kind, String name, List<String> instead) {
        return expecting()
                .line("to have " + kind + ":")
                .quoted(name)
                .line("but there was:")
                .values(instead);
    }

    static FailureMessage shouldNotHave(String kind, String name, List<String> found) {
        return expecting()
                .line("to have no " + kind + ":")
                .quoted(name)
                .line("but there was:")
                .values(found);
    }

    static FailureMessage shouldBeSame(List<String> difference) {
        return expecting().line("to be the same as before but:").values(difference);
    }

    private static FailureMessage expecting() {
        return FailureMessage.of("Expecting network state");
    }
}

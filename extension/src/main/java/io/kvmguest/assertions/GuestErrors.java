package io.kvmguest.assertions;

import io.kvmguest.Guest;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import java.io.UncheckedIOException;
import java.util.List;

/** What is said when a guest is not as a {@link GuestAssert} wants it. */
final class GuestErrors {

    private static final int LAST_LINES = 10;

    private GuestErrors() {}

    static FailureMessage shouldBeAlive(String guest, String ending, List<String> lastLines) {
        return FailureMessage.of("Expecting:")
                .value(guest)
                .line("to be alive but:")
                .value(ending)
                .line("last lines of the console:")
                .printed(lastLines);
    }

    static FailureMessage shouldNotBeAlive(String guest, Patience patience, List<String> lastLines) {
        return FailureMessage.of("Expecting:")
                .value(guest)
                .line(patience.toHave("ended"))
                .line(patience.but("it runs"))
                .line("last lines of the console:")
                .printed(lastLines);
    }

    static String nameOf(Guest guest) {
        return "Guest '" + guest.name() + "' (image " + guest.spec().image() + ")";
    }

    static List<String> lastLines(SerialConsole console) {
        try {
            return Texts.tail(console.transcript().lastLines(LAST_LINES).stream()
                    .map(ConsoleLine::text)
                    .toList());
        } catch (UncheckedIOException e) {
            // The recording goes with the guest's work directory.
            return List.of("(the recording is gone)");
        }
    }
}

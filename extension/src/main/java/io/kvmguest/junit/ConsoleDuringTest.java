package io.kvmguest.junit;

import java.util.List;
import java.util.stream.Collectors;

/** Not an error of its own: what a guest printed while a test ran that failed, for whoever reads the stack trace. */
final class ConsoleDuringTest extends Exception {

    ConsoleDuringTest(StartedGuest guest, List<String> lines) {
        super(
                guest.title() + " printed during this test, at last:"
                        + lines.stream().map(line -> "\n  | " + line).collect(Collectors.joining())
                        + "\nEvidence: " + guest.evidence() + "/",
                null,
                false,
                false);
    }
}

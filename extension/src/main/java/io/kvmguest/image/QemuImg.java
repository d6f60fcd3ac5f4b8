package io.kvmguest.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs {@code qemu-img}, which answers at once or not at all. */
final class QemuImg {

    /** Generous: it takes 20 ms, but a network file system may stall. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HostProgram program;

    QemuImg() {
        this("qemu-img", TIMEOUT);
    }

    QemuImg(String program, Duration timeout) {
        // Its messages in English, whatever the user speaks: they are quoted beside ours.
        this.program = new HostProgram(program, timeout, Map.of("LC_ALL", "C"));
    }

    /** It did not do it; the message is a sentence without its subject: "exited with status 1: …". */
    static final class FailedException extends Exception {
        private FailedException(String message) {
            super(message);
        }
    }

    /** Runs it and returns what it wrote to standard output. */
    String run(List<String> arguments) throws FailedException {
        HostProgram.Outcome outcome = program.run(arguments);
        if (outcome.status() < 0) {
            throw new FailedException(program.whyNot(
                    outcome,
                    "It comes with QEMU: apt-get install qemu-utils (Debian, Ubuntu), dnf install qemu-img (Fedora), brew"
                            + " install qemu (macOS)"));
        }
        if (outcome.status() != 0) {
            throw new FailedException("exited with status " + outcome.status() + ": "
                    + outcome.errors().strip());
        }
        return outcome.output();
    }

    /** The format of a disk image, such as {@code qcow2}; a file of no known format is {@code raw}. */
    String format(Path file) throws FailedException {
        // -U: an image that another guest has open can be looked at as well.
        String json = run(List.of("info", "-U", "--output=json", "--", file.toString()));
        try {
            Object format = com.fasterxml.jackson.jr.ob.JSON.std.mapFrom(json).get("format");
            if (format instanceof String text) {
                return text;
            }
        } catch (IOException e) {
            throw new FailedException("answered something that is not JSON: " + json);
        }
        throw new FailedException("answered without a format: " + json);
    }
}

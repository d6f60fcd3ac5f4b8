package io.kvmguest;

import io.kvmguest.console.ConsoleSubject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A guest in the words of an error message. */
record GuestSubject(String guest, String image, Supplier<String> progress, Optional<Path> folder)
        implements ConsoleSubject {

    @Override
    public String name() {
        return "Guest '" + guest + "' (image " + image + ")";
    }

    @Override
    public String doing() {
        return progress.get();
    }

    @Override
    public String evidence() {
        return folder.map(directory -> directory + "/").orElse("");
    }
}

package io.kvmguest;

import io.kvmguest.console.ConsoleSubject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A guest in the words of an error message. */
final class GuestSubject implements ConsoleSubject {

    private final String guest;
    private final String image;
    private final Supplier<String> progress;
    private volatile Optional<Path> folder;

    GuestSubject(String guest, String image, Supplier<String> progress, Optional<Path> folder) {
        this.guest = guest;
        this.image = image;
        this.progress = progress;
        this.folder = folder;
    }

    /** Says that evidence goes elsewhere. */
    void evidence(Path directory) {
        folder = Optional.of(directory);
    }

    String guest() {
        return guest;
    }

    String image() {
        return image;
    }

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

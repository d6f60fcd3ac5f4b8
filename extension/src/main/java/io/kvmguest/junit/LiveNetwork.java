package io.kvmguest.junit;

import io.kvmguest.network.Capture;
import io.kvmguest.network.CaptureSpec;
import io.kvmguest.network.Segment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A network that lives, with what has passed over it since it began. */
final class LiveNetwork implements AutoCloseable {

    /** What is kept of it, in bytes: a test's last seconds at the speed of a disk, its all at that of most. */
    private static final long KEPT = 16L << 20;

    private final Segment segment;
    private final @Nullable Capture capture;

    LiveNetwork(NetworkDeclaration declaration) {
        segment = declaration.create();
        capture =
                declaration.captured() ? segment.capture(CaptureSpec.inMemory().memory(KEPT)) : null;
    }

    Segment segment() {
        return segment;
    }

    Optional<Capture> capture() {
        return Optional.ofNullable(capture);
    }

    Capture.Mark mark() {
        return capture().map(Capture::mark).orElse(Capture.Mark.BEGINNING);
    }

    /** Ends what was done to it. */
    LiveNetwork reset() {
        Segment unused = segment.reset();
        return this;
    }

    /** Writes the frames since a moment into a folder, if there are any; returns the file. */
    Optional<Path> save(Path folder, Capture.Mark since) {
        return capture().filter(frames -> !frames.since(since).isEmpty()).map(frames -> {
            Path file = folder.resolve(segment.name() + ".pcapng");
            frames.save(file, since);
            return file;
        });
    }

    @Override
    public void close() {
        Closing.all(capture == null ? List.of(segment) : List.of(capture, segment));
    }
}

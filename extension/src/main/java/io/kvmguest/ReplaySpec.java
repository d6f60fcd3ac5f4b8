package io.kvmguest;

import io.kvmguest.console.Recording;
import io.kvmguest.console.ReplayLine.Pace;
import io.kvmguest.console.ReplayLine.Typing;
import io.kvmguest.shell.Credentials;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one wishes a recording to be played. Immutable; each method gives a changed copy.
 *
 * <p>Defaults: the name of its file without its ending as name, played at once, and what is typed has to be what was typed,
 * but for what the root shell of this library typed.
 */
public final class ReplaySpec {

    private static final Pattern ENDING =
            Pattern.compile("\\.(?:cast|log|raw|txt)(?:\\.gz)?$", Pattern.CASE_INSENSITIVE);

    private final Recording recording;
    private final String name;
    private final Pace pace;
    private final Typing typing;
    private final Credentials credentials;

    private ReplaySpec(Recording recording, String name, Pace pace, Typing typing, Credentials credentials) {
        this.recording = recording;
        this.name = name;
        this.pace = pace;
        this.typing = typing;
        this.credentials = credentials;
    }

    /**
     * Reads a recording, with all defaults.
     *
     * @throws io.kvmguest.console.RecordingException if there is none, or it cannot be read
     */
    public static ReplaySpec of(Path recording) {
        return of(Recording.read(recording));
    }

    /** Takes a recording, with all defaults. */
    public static ReplaySpec of(Recording recording) {
        String name = ENDING.matcher(recording.name()).replaceFirst("").replaceAll("[^A-Za-z0-9._-]", "-");
        return new ReplaySpec(
                recording,
                GuestSpec.isName(name) ? name : "recording",
                Pace.AT_ONCE,
                Typing.CHECKED,
                Credentials.none());
    }

    /**
     * Returns a copy with another name; it is what {@code @InGuest} and messages use.
     *
     * @throws IllegalArgumentException if it is made of anything but letters, digits, {@code .}, {@code _} and {@code -}
     */
    public ReplaySpec name(String name) {
        return new ReplaySpec(recording, GuestSpec.requireName(name), pace, typing, credentials);
    }

    /** Returns a copy that is played so fast. */
    public ReplaySpec pace(Pace pace) {
        return new ReplaySpec(
                recording, name, Objects.requireNonNull(pace, "pace must not be null"), typing, credentials);
    }

    /** Returns a copy that takes what is typed so. */
    public ReplaySpec typing(Typing typing) {
        return new ReplaySpec(
                recording, name, pace, Objects.requireNonNull(typing, "typing must not be null"), credentials);
    }

    /**
     * Returns a copy of which the {@linkplain Replay#shell() root shell} says who logs in, as it did when it was recorded. A
     * recording does not have the password: any will do, if there was one.
     *
     * @throws IllegalArgumentException if the name is blank, or if one holds control characters
     */
    public ReplaySpec login(String user, String password) {
        return new ReplaySpec(recording, name, pace, typing, credentials.login(user, password));
    }

    /** Returns what is played. */
    public Recording recording() {
        return recording;
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns how fast it is played. */
    public Pace pace() {
        return pace;
    }

    /** Returns what becomes of what is typed. */
    public Typing typing() {
        return typing;
    }

    Credentials credentials() {
        return credentials;
    }

    /** Returns why {@link Replay#shell()} cannot give a root shell, if it cannot. */
    public Optional<String> shellObstacle() {
        if (!recording.facts().containsKey(RecordingFacts.SEED)) {
            return Optional.of(
                    recording.name() + " does not have what its root shell has typed: that is so only where a guest"
                            + " of this library was recorded whose commands ran on its console, and not over virtio-serial ports");
        }
        return typing == Typing.CHECKED_WITH_ROOT_SHELL
                ? Optional.empty()
                : Optional.of("it is played without: ask for Typing.CHECKED_WITH_ROOT_SHELL");
    }

    @Override
    public String toString() {
        return "replay of " + recording.name();
    }
}

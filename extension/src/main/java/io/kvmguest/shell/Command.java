package io.kvmguest.shell;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command for a guest's {@code /bin/sh}, with where and how it runs. Immutable; each {@code with} gives a copy.
 *
 * <p>Defaults: root's home directory, the environment of root's login with {@code TERM=dumb}, an empty standard input, and
 * the shell's own deadline. The command has no terminal.
 */
public final class Command {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String script;
    private final Optional<String> directory;
    private final Map<String, String> environment;
    private final byte[] stdin;
    private final Optional<Duration> timeout;

    private Command(
            String script,
            Optional<String> directory,
            Map<String, String> environment,
            byte[] stdin,
            Optional<Duration> timeout) {
        this.script = script;
        this.directory = directory;
        this.environment = environment;
        this.stdin = stdin;
        this.timeout = timeout;
    }

    /**
     * Returns a command of POSIX shell text: a line, or a whole script.
     *
     * @throws IllegalArgumentException if it is blank, or has a NUL in it
     */
    public static Command of(String script) {
        Objects.requireNonNull(script, "script must not be null");
        if (script.isBlank()) {
            throw new IllegalArgumentException("script must not be blank");
        }
        return new Command(withoutNul("script", script), Optional.empty(), Map.of(), new byte[0], Optional.empty());
    }

    /**
     * Returns a copy that runs in a directory of the guest. If there is none, the command fails with the shell's own
     * message on standard error.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Command in(String directory) {
        Objects.requireNonNull(directory, "directory must not be null");
        if (directory.isEmpty()) {
            throw new IllegalArgumentException("directory must not be empty");
        }
        return new Command(script, Optional.of(withoutNul("directory", directory)), environment, stdin, timeout);
    }

    /**
     * Returns a copy with one more variable in its environment.
     *
     * @throws IllegalArgumentException if a shell cannot have a variable of this name
     */
    public Command with(String variable, String value) {
        Objects.requireNonNull(variable, "variable must not be null");
        Objects.requireNonNull(value, "value must not be null");
        if (!VARIABLE.matcher(variable).matches()) {
            throw new IllegalArgumentException("variable must be a name of letters, digits and _: " + variable);
        }
        Map<String, String> copy = new LinkedHashMap<>(environment);
        copy.put(variable, withoutNul("value of " + variable, value));
        return new Command(script, directory, copy, stdin, timeout);
    }

    /** Returns a copy that reads these bytes on standard input; the default is an empty input. */
    public Command stdin(byte[] bytes) {
        return new Command(script, directory, environment, bytes.clone(), timeout);
    }

    /**
     * Returns a copy that is ended, with all its children, when it takes longer than this.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Command timeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout must not be null");
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        return new Command(script, directory, environment, stdin, Optional.of(timeout));
    }

    private static String withoutNul(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " must not contain NUL");
        }
        return text;
    }

    /** Returns the shell text. */
    public String script() {
        return script;
    }

    /**
     * Returns a copy with another script: what is to run in the same place, with the same environment, input and deadline.
     *
     * @throws IllegalArgumentException if it is blank, or has a NUL in it
     */
    public Command script(String other) {
        return new Command(of(other).script, directory, environment, stdin, timeout);
    }

    Optional<String> directory() {
        return directory;
    }

    Map<String, String> environment() {
        return environment;
    }

    byte[] stdinBytes() {
        return stdin.clone();
    }

    boolean hasStdin() {
        return stdin.length > 0;
    }

    Optional<Duration> timeout() {
        return timeout;
    }
}

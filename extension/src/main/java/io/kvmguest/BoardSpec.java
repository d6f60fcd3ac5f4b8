package io.kvmguest;

import io.kvmguest.console.PacedLine;
import io.kvmguest.console.ReturningLine;
import io.kvmguest.console.SerialLine;
import io.kvmguest.console.SerialPortLine;
import io.kvmguest.console.SerialPortSettings;
import io.kvmguest.console.SocketLine;
import io.kvmguest.shell.Credentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A board that is reached over a serial line: which line, and what is known of it. A value: each method returns a copy.
 *
 * @see Board#connect(BoardSpec)
 */
public final class BoardSpec {

    /** How long a boot may take, unless it is said. */
    public static final Duration BOOT_TIMEOUT = Duration.ofMinutes(3);

    /** How long a line may be away, unless it is said. */
    public static final Duration AWAY = Duration.ofSeconds(10);

    private static final Duration CONNECTING = Duration.ofSeconds(10);

    private final ReturningLine.Opener opener;
    private final String line;
    private String name = "board";
    private Credentials credentials = Credentials.none();
    private Optional<PowerControl> power = Optional.empty();
    private Duration bootTimeout = BOOT_TIMEOUT;
    private Duration away = AWAY;
    private int chunk;
    private Duration txDelay = Duration.ZERO;
    private Optional<Path> evidence = Optional.empty();

    private BoardSpec(ReturningLine.Opener opener, String line) {
        this.opener = opener;
        this.line = line;
    }

    /** Returns a board on a serial port of this host. */
    public static BoardSpec of(SerialPortSettings port) {
        return new BoardSpec(() -> SerialPortLine.open(port), port.toString());
    }

    /** Returns a board on a TCP port of a terminal server, such as a {@code raw} one of ser2net. */
    public static BoardSpec of(InetSocketAddress server) {
        String text = server.getHostString() + ":" + server.getPort();
        return new BoardSpec(() -> SocketLine.connect(resolved(server), CONNECTING), "tcp:" + text);
    }

    /** A name is looked up whenever it is connected to. */
    private static InetSocketAddress resolved(InetSocketAddress server) {
        return server.isUnresolved() ? new InetSocketAddress(server.getHostString(), server.getPort()) : server;
    }

    private BoardSpec change(Consumer<BoardSpec> change) {
        BoardSpec copy = new BoardSpec(opener, line);
        copy.name = name;
        copy.credentials = credentials;
        copy.power = power;
        copy.bootTimeout = bootTimeout;
        copy.away = away;
        copy.chunk = chunk;
        copy.txDelay = txDelay;
        copy.evidence = evidence;
        change.accept(copy);
        return copy;
    }

    /**
     * Returns a copy with a name for messages; {@code board} by default.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public BoardSpec name(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        return change(copy -> copy.name = name);
    }

    /** Returns a copy that says who logs in, where the board asks; each is said once. */
    public BoardSpec login(String user, String password) {
        return change(copy -> copy.credentials = credentials.login(user, password));
    }

    /** Returns a copy with root's password, for {@code su} where somebody else has been logged in. */
    public BoardSpec rootPassword(String password) {
        return change(copy -> copy.credentials = credentials.rootPassword(password));
    }

    /** Returns a copy whose power can be switched; it is switched off and on when the board is connected. */
    public BoardSpec power(PowerControl power) {
        Objects.requireNonNull(power, "power must not be null");
        return change(copy -> copy.power = Optional.of(power));
    }

    /**
     * Returns a copy with how long a boot may take.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public BoardSpec bootTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("bootTimeout (" + timeout + ") must be positive");
        }
        return change(copy -> copy.bootTimeout = timeout);
    }

    /** Returns a copy with how long its line may be away, as an adapter that is pulled out and put in; 10 s by default. */
    public BoardSpec away(Duration away) {
        Objects.requireNonNull(away, "away must not be null");
        return change(copy -> copy.away = away);
    }

    /**
     * Returns a copy whose console is written to in pieces with a pause behind each, for a receiver without flow control that
     * loses what comes too fast.
     *
     * @param chunk how many bytes at a time
     * @param txDelay how long the pause is
     * @throws IllegalArgumentException if the chunk is not positive, or the pause is negative
     */
    public BoardSpec paced(int chunk, Duration txDelay) {
        if (chunk <= 0) {
            throw new IllegalArgumentException("chunk (" + chunk + ") must be positive");
        }
        if (txDelay.isNegative()) {
            throw new IllegalArgumentException("txDelay (" + txDelay + ") must not be negative");
        }
        return change(copy -> {
            copy.chunk = chunk;
            copy.txDelay = txDelay;
        });
    }

    /** Returns a copy with where evidence is left when it does not come to a root shell. */
    public BoardSpec evidence(Path directory) {
        return change(copy -> copy.evidence = Optional.of(directory));
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns which line it is on: {@code /dev/ttyUSB0 at 115200 8N1}. */
    public String line() {
        return line;
    }

    Credentials credentials() {
        return credentials;
    }

    Optional<PowerControl> power() {
        return power;
    }

    Duration bootTimeout() {
        return bootTimeout;
    }

    Optional<Path> evidence() {
        return evidence;
    }

    SerialLine open() throws IOException {
        ReturningLine returning = ReturningLine.open(opener, away);
        return chunk == 0 ? returning : new PacedLine(returning, chunk, txDelay);
    }

    @Override
    public String toString() {
        return "board '" + name + "' on " + line;
    }
}

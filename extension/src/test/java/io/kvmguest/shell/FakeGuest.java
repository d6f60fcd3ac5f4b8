package io.kvmguest.shell;

import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A shell of this machine behind a console, and the way in. */
final class FakeGuest implements AutoCloseable {

    static final String NAME = "Guest 'vm' (image fake)";

    private static final Duration BOOT = Duration.ofSeconds(60);

    private final SerialConsole console;
    private final Path jobs;
    private final Login login;

    private FakeGuest(SerialConsole console, Path jobs, Login login) {
        this.console = console;
        this.jobs = jobs;
        this.login = login;
    }

    static FakeGuest start(String command, Path directory) throws Exception {
        return start(command, directory, line -> line);
    }

    /**
     * @param command the shell
     * @param directory where everything lies
     * @param wrapping what to put between the shell and its console
     */
    static FakeGuest start(String command, Path directory, UnaryOperator<SerialLine> wrapping) throws Exception {
        return start(command, directory, wrapping, Credentials.none());
    }

    static FakeGuest start(String command, Path directory, Credentials credentials) throws Exception {
        return start(command, directory, line -> line, credentials);
    }

    private static FakeGuest start(
            String command, Path directory, UnaryOperator<SerialLine> wrapping, Credentials credentials)
            throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path jobs = Files.createDirectories(directory.resolve("jobs"));
        SerialLine line = wrapping.apply(PtyLine.start(command, home));
        SerialConsole console = SerialConsole.open(line, directory.resolve("console"), ConsoleSubject.named(NAME), 1);
        return new FakeGuest(console, jobs, login(console, jobs, credentials));
    }

    private static Login login(SerialConsole console, Path jobs, Credentials credentials) {
        GuestPorts none = GuestPorts.none();
        return new RootConsole(console, none, credentials, new Random(1), List.of("/nowhere", jobs.toString()))
                .login(Mark.POWER_ON, BOOT);
    }

    Login login() {
        return login;
    }

    RootShell shell() {
        if (login instanceof LoginFailure failure) {
            throw new AssertionError(failure.message());
        }
        return ((RootShellReady) login).shell();
    }

    SerialConsole console() {
        return console;
    }

    /** Returns where the guest's half keeps its files. */
    Path jobs() {
        return jobs;
    }

    @Override
    public void close() {
        console.close();
    }
}

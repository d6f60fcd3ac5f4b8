package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a login whose guest does not stay. */
@Timeout(120)
class RootLoginTest {

    @TempDir
    Path directory;

    private Path jobs;

    @BeforeEach
    void create() throws Exception {
        jobs = Files.createDirectories(directory.resolve("jobs"));
    }

    private SerialConsole open(String command) throws Exception {
        return SerialConsole.open(
                PtyLine.start(command, directory), directory.resolve("console"), ConsoleSubject.named("Guest 'vm'"), 1);
    }

    private Login await(SerialConsole console) {
        GuestPorts none = GuestPorts.none();
        return new RootConsole(console, none, Credentials.none(), new Random(1), List.of(jobs.toString()))
                .login(console.cursor(), Duration.ofSeconds(60));
    }

    @Test
    void follows_a_guest_that_resets_itself_into_its_next_boot() throws Exception {
        try (SerialConsole console = open("sh -c 'echo first boot; read x; echo second boot; exec dash -i'")) {
            SerialConsole waiting = console.fromPowerOn();
            waiting.expect("first boot", Duration.ofSeconds(30));
            console.end(new Ending(Ending.Kind.RESET, "the guest reset itself"));
            console.send("\n");

            Login login = await(console.fromPowerOn());

            assertThat(login).isInstanceOfSatisfying(RootShellReady.class, ready -> {
                assertThat(ready.shell().run("id -u").stdout()).isEqualTo("0");
                assertThat(ready.boot()).isNotEqualTo(Mark.POWER_ON);
            });
        }
    }

    @Test
    void reads_from_the_cursor_on() throws Exception {
        try (SerialConsole console = open("sh -c 'echo Login incorrect; echo; exec dash -i'")) {
            SerialConsole view = console.fromPowerOn();
            view.expect("incorrect\n", Duration.ofSeconds(30));

            assertThat(await(view)).isInstanceOf(RootShellReady.class);
        }
    }

    @Test
    void names_what_ends_a_login_otherwise() throws Exception {
        try (SerialConsole console = open("sh -c 'echo Linux version 6.1.0; read x'")) {
            SerialConsole waiting = console.fromPowerOn();
            waiting.expect("Linux version", Duration.ofSeconds(30));
            console.end(new Ending(Ending.Kind.EMERGENCY, "the guest's initramfs gave up"));
            assertThat(await(console.fromPowerOn())).isInstanceOf(LoginFailure.Emergency.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Linux version 6.1.0, '(initramfs) ', InitramfsShell",
        "GRUB loading., 'grub rescue> ', BootLoaderPrompt",
        "SeaBIOS (version 1), 'No bootable device. ', NotBootable",
        "Linux version 6.1.0, 'Press Enter for maintenance', Emergency"
    })
    void names_who_gave_up_by_what_stands_on_the_console(String first, String last, String failure) throws Exception {
        try (SerialConsole console = open("sh -c 'echo \"" + first + "\"; printf \"" + last + "\"; read x'")) {
            SerialConsole waiting = console.fromPowerOn();
            waiting.expect(last.strip(), Duration.ofSeconds(30));
            console.end(new Ending(Ending.Kind.EMERGENCY, "the guest gave up"));
            assertThat(await(console.fromPowerOn()).getClass().getSimpleName()).isEqualTo(failure);
        }
    }
}

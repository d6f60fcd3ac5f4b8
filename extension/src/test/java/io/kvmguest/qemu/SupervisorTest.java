package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SupervisorTest {

    private final Path directory;

    SupervisorTest(@TempDir Path parent) throws IOException {
        directory = Files.createDirectory(parent.resolve("work directory"));
        Files.writeString(Files.createDirectory(directory.resolve("sub")).resolve("file"), "content");
    }

    @Test
    void tells_exit_status_and_standard_error() throws Exception {
        try (Supervisor supervisor = start("sh", "-c", "echo output; echo error >&2; exit 3")) {
            assertThat(supervisor.exit().get(30, TimeUnit.SECONDS))
                    .isEqualTo(new QemuExit(OptionalInt.of(3), OptionalInt.empty(), "output\nerror\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 9, 15})
    void tells_the_signal(int signal) throws Exception {
        try (Supervisor supervisor = start("sh", "-c", "kill -" + signal + " $$")) {
            assertThat(supervisor.exit().get(30, TimeUnit.SECONDS))
                    .isEqualTo(new QemuExit(OptionalInt.empty(), OptionalInt.of(signal), ""));
        }
    }

    @Test
    void knows_the_process_id_of_the_command_itself() throws Exception {
        try (Supervisor supervisor = start("sh", "-c", "echo $$ >&2")) {
            QemuExit exit = supervisor.exit().get(30, TimeUnit.SECONDS);

            assertThat(exit.stderr()).isEqualTo(supervisor.pid() + "\n");
        }
    }

    @Test
    void a_command_that_does_not_exist_is_told_by_the_shell() throws Exception {
        try (Supervisor supervisor = start("/no/such/qemu")) {
            QemuExit exit = supervisor.exit().get(30, TimeUnit.SECONDS);

            assertThat(exit.exitStatus()).hasValue(127);
            assertThat(exit.stderr()).contains("/no/such/qemu");
        }
    }

    @Test
    void hands_words_over_as_they_are() throws Exception {
        try (Supervisor supervisor = start("printf", "%s|", "a b", "", "$HOME", "'\"\\", "*")) {
            assertThat(supervisor.exit().get(30, TimeUnit.SECONDS).stderr()).isEqualTo("a b||$HOME|'\"\\|*|");
        }
    }

    @Test
    void the_directory_stays_after_the_command_and_goes_with_close() throws Exception {
        try (Supervisor supervisor = start("true")) {
            supervisor.exit().get(30, TimeUnit.SECONDS);

            assertThat(directory).isNotEmptyDirectory();
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void close_kills_at_once_and_leaves_nothing() {
        Supervisor supervisor = start("sleep", "1000");
        ProcessHandle command = ProcessHandle.of(supervisor.pid()).orElseThrow();
        assertThat(command.isAlive()).isTrue();

        supervisor.close();

        assertThat(command.isAlive()).isFalse();
        assertThat(ProcessHandle.of(supervisor.supervisorPid())).isEmpty();
        assertThat(supervisor.exit()).isCompletedWithValue(new QemuExit(OptionalInt.empty(), OptionalInt.of(9), ""));
        assertThat(directory).doesNotExist();
        supervisor.close();
    }

    @Test
    void an_interrupt_does_not_keep_close_from_its_work() {
        Supervisor supervisor = start("sleep", "1000");
        Thread.currentThread().interrupt();

        supervisor.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcessHandle.of(supervisor.pid())).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void kill_is_seen_as_a_signal() throws Exception {
        try (Supervisor supervisor = start("sleep", "1000")) {
            supervisor.kill();

            assertThat(supervisor.exit().get(30, TimeUnit.SECONDS).signal()).hasValue(9);
            supervisor.kill();
        }
    }

    @Test
    void the_command_dies_with_its_supervisor() throws Exception {
        assumeThat(HostTools.dieWithParent()).as("setpriv --pdeathsig").isNotEmpty();
        try (Supervisor supervisor = start("sleep", "1000")) {
            killSupervisor(supervisor);

            QemuExit exit = supervisor.exit().get(30, TimeUnit.SECONDS);
            assertThat(exit.describe()).isEqualTo("QEMU is gone, and so is the supervisor that could have told how");
            awaitEnd(supervisor.pid());
        }
    }

    @Test
    void the_command_dies_with_its_supervisor_on_a_host_without_setpriv() throws Exception {
        try (Supervisor supervisor = Supervisor.start(List.of("sleep", "1000"), directory, "test", List.of())) {
            killSupervisor(supervisor);

            assertThat(supervisor.exit().get(30, TimeUnit.SECONDS).exitStatus()).isEmpty();
            awaitEnd(supervisor.pid());
        }
    }

    @Test
    void signals_of_a_terminal_do_not_reach_it() {
        assumeThat(HostTools.ownSession()).as("setsid").isNotEmpty();
        try (Supervisor supervisor = start("sleep", "1000")) {
            assertThat(session(supervisor.supervisorPid())).isEqualTo(supervisor.supervisorPid());
            assertThat(session(supervisor.pid())).isEqualTo(supervisor.supervisorPid());
        }
    }

    @Test
    void a_flood_on_standard_error_is_drained_and_its_end_is_kept() throws Exception {
        try (Supervisor supervisor = start("sh", "-c", "yes x | head -c 1000000; echo; echo last words")) {
            QemuExit exit = supervisor.exit().get(30, TimeUnit.SECONDS);

            assertThat(exit.stderr())
                    .startsWith("[934476 bytes before this are not kept]\n")
                    .endsWith("x\n\nlast words\n");
        }
    }

    private Supervisor start(String... command) {
        return Supervisor.start(List.of(command), directory, "test");
    }

    private static void killSupervisor(Supervisor supervisor) {
        ProcessHandle.of(supervisor.supervisorPid()).orElseThrow().destroyForcibly();
    }

    /** An orphan is there until the init process has taken note of its death. */
    private static void awaitEnd(long pid) throws Exception {
        var process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private static long session(long pid) {
        try {
            // The sixth field; the second, the name in parentheses, is one word here.
            return Long.parseLong(
                    Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1)[5]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

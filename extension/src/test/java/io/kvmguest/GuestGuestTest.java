package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.Ending;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.LoginFailure;
import io.kvmguest.shell.OutputLine;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest from power-on to all the ways in which it can end. */
@Tag("guest")
@Timeout(600)
class GuestGuestTest {

    private static final GuestSpec MINI = GuestSpec.of("mini");

    /** Far beyond any noise of a machine, and far below the deadlines that nobody must have to wait for. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    /** Much longer than a guest that prints ten lines a second is silent. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    @Test
    void boots_to_a_root_shell_and_leaves_nothing_behind() {
        List<String> lines = new CopyOnWriteArrayList<>();
        long pid;
        String console;
        try (Guest guest = Guest.start(MINI.name("first").boot(Boot.COLD), line -> lines.add(line.text()))) {
            pid = guest.pid();
            console = guest.commandLine().stream()
                    .filter(word -> word.startsWith("socket,id=console,"))
                    .findFirst()
                    .orElseThrow();
            assertThat(guest.isAlive()).isTrue();
            assertThat(guest.bootLog().current()).contains(BootPhase.ROOT_SHELL);
            assertThat(guest.bootLog().kernelProblems()).isEmpty();
            assertThat(guest.shell().run("id -u; hostname").lines()).containsExactly("0", "mini");
            assertThat(guest.commandsRun()).isEqualTo(1);
            assertThat(lines).anySatisfy(line -> assertThat(line).contains("Linux version"));
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        Path socket = Path.of(console.replaceAll(".*path=|,server=.*", ""));
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void stands_still_while_it_is_paused() {
        try (Guest guest = Guest.start(MINI);
                RunningCommand clock = guest.shell().start("while cat /proc/uptime; do sleep 0.1; done")) {
            OutputLine last = clock.nextLine(AT_ONCE).orElseThrow();

            guest.pause();
            for (Optional<OutputLine> next = Optional.of(last); next.isPresent(); next = clock.nextLine(SILENCE)) {
                last = next.get();
            }
            assertThatIllegalStateException()
                    .isThrownBy(guest::reset)
                    .withMessage(
                            "Guest 'mini' (image mini) cannot be reset: it is paused. Let it run on first, by resume()");

            guest.resume();
            OutputLine first = clock.nextLine(AT_ONCE).orElseThrow();
            assertThat(uptime(first) - uptime(last)).isLessThan(SILENCE.toMillis() / 1000.0);

            guest.pause();
            assertThat(guest.prove()).containsExactly("it was paused, and runs on");
            assertThat(guest.shell().run("echo on").stdout()).isEqualTo("on");
        }
    }

    private static double uptime(OutputLine line) {
        return Double.parseDouble(line.text().split(" ", -1)[0]);
    }

    @Test
    void names_the_death_of_qemu_in_the_middle_of_a_command() {
        try (Guest guest = Guest.start(MINI)) {
            SerialConsole console = guest.console();
            CompletableFuture<ConsoleEndedException> failure =
                    failureOf(guest.shell(), "echo in the middle > /dev/kmsg; sleep 1000");
            console.expect("in the middle");

            ProcessHandle.of(guest.pid()).orElseThrow().destroyForcibly();

            assertThat(failure).succeedsWithin(AT_ONCE);
            assertThat(failure.join().ending())
                    .isEqualTo(new Ending(Ending.Kind.MACHINE_DIED, "QEMU was killed by SIGKILL"));
            assertThat(failure.join())
                    .hasMessageStartingWith("Guest 'mini' (image mini) ")
                    .hasMessageContaining("\"echo in the middle > /dev/kmsg; sleep 1000\"")
                    .hasMessageContaining("QEMU was killed by SIGKILL")
                    .hasMessageContaining("Last lines of the console:");
            assertThat(guest.isAlive()).isFalse();
        }
    }

    @Test
    void names_a_panic_in_the_middle_of_a_command() {
        try (Guest guest = Guest.start(MINI)) {
            CompletableFuture<ConsoleEndedException> failure =
                    failureOf(guest.shell(), "echo c > /proc/sysrq-trigger; sleep 1000");

            assertThat(failure).succeedsWithin(AT_ONCE);
            assertThat(failure.join().ending())
                    .isEqualTo(new Ending(Ending.Kind.PANIC, "the kernel panicked: sysrq triggered crash"));
            assertThat(failure.join())
                    .hasMessageStartingWith("Guest 'mini' (image mini) panicked while ")
                    .hasMessageContaining("---[ end Kernel panic - not syncing: sysrq triggered crash ]---");
        }
    }

    @Test
    void names_a_power_off_that_a_command_caused() {
        try (Guest guest = Guest.start(MINI)) {
            CompletableFuture<ConsoleEndedException> failure = failureOf(guest.shell(), "poweroff -f; sleep 1000");

            assertThat(failure).succeedsWithin(AT_ONCE);
            assertThat(failure.join().ending().kind()).isEqualTo(Ending.Kind.POWER_OFF);
        }
    }

    @Test
    void says_why_a_boot_ended_and_leaves_evidence(@TempDir Path evidence) {
        GuestSpec spec = MINI.name("broken").append("rdinit=/bin/false").evidence(evidence.resolve("broken"));

        GuestBootException failure = catchThrowableOfType(GuestBootException.class, () -> Guest.start(spec));

        assertThat(failure.failure()).isInstanceOf(LoginFailure.Panic.class);
        assertThat(failure)
                .hasMessageStartingWith("Guest 'broken' (image mini) panicked before it reached a root shell, after ")
                .hasMessageContaining("Cause: the kernel panicked: Attempted to kill init! exitcode=0x00000100.")
                .hasMessageContaining("Last lines of the console:")
                .hasMessageEndingWith("Evidence: " + evidence.resolve("broken") + "/");
        assertThat(evidence.resolve("broken/console.log")).content().contains("Linux version", "Kernel panic");
        assertThat(evidence.resolve("broken/qemu.txt")).content().contains("qemu-system-x86_64", "rdinit=/bin/false");
        assertThat(evidence.resolve("broken/boot.txt")).content().contains("kernel");
    }

    @Test
    void sees_a_further_disk_and_writes_only_to_its_overlay(@TempDir Path folder) throws Exception {
        Path disk = folder.resolve("data.raw");
        Files.write(disk, new byte[1 << 20]);
        try (Guest guest = Guest.start(MINI.drive(disk))) {
            guest.shell()
                    .run("echo written > /dev/vda; sync; head -c 7 /dev/vda")
                    .requireSuccess();
        }
        assertThat(disk).hasBinaryContent(new byte[1 << 20]);
    }

    private static CompletableFuture<ConsoleEndedException> failureOf(RootShell shell, String command) {
        return CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                ConsoleEndedException.class, () -> shell.run(Command.of(command).timeout(Duration.ofMinutes(9)))));
    }
}

package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.ReservedShell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Further root shells beside that of the guest. */
@Tag("guest")
@Timeout(600)
class ReservedShellGuestTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    /** As many as there are ports for commands, so that one of them has to wait for another. */
    private static final int COMMANDS = 8;

    private static Guest guest;

    @BeforeAll
    static void start() {
        guest = Guest.start(GuestSpec.of("mini"));
    }

    @AfterAll
    static void close() {
        guest.close();
    }

    @Test
    void does_not_wait_while_all_other_ports_are_taken() {
        ExecutorService threads = Executors.newFixedThreadPool(COMMANDS);
        try (ReservedShell own = guest.openShell()) {
            own.run("mkdir /tmp/busy").requireSuccess();
            Command busy = Command.of(": >/tmp/busy/$N; until [ -e /tmp/go ]; do sleep 0.1; done")
                    .timeout(LONG_ENOUGH);
            List<CompletableFuture<CommandResult>> others = new ArrayList<>();
            for (int i = 0; i < COMMANDS; i++) {
                Command command = busy.with("N", "n" + i);
                others.add(CompletableFuture.supplyAsync(() -> guest.shell().run(command), threads));
            }

            own.run(Command.of("until [ $(ls /tmp/busy | wc -l) -ge " + (COMMANDS - 1) + " ]; do sleep 0.1; done")
                            .timeout(LONG_ENOUGH))
                    .requireSuccess();
            assertThat(others).noneMatch(CompletableFuture::isDone);
            own.run(": >/tmp/go").requireSuccess();

            assertThat(others.stream().map(CompletableFuture::join)).allMatch(result -> result.exitStatus() == 0);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void lives_through_a_restart_of_the_guest() {
        try (ReservedShell own = guest.openShell()) {
            String boot = own.run("cat /proc/sys/kernel/random/boot_id").stdout();
            guest.reset();
            assertThat(own.run("cat /proc/sys/kernel/random/boot_id").stdout())
                    .isNotEqualTo(boot)
                    .isEqualTo(guest.shell()
                            .run("cat /proc/sys/kernel/random/boot_id")
                            .stdout());
        }
    }

    @Test
    void says_that_there_are_no_more_and_takes_back_those_that_are_closed() {
        List<ReservedShell> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            open.add(guest.openShell());
        }
        assertThatThrownBy(guest::openShell)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("All 4 ports that can be reserved are: close a shell that is not needed any more");

        open.forEach(ReservedShell::close);

        assertThatThrownBy(() -> open.get(0).run("true"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This root shell was closed");
        try (ReservedShell again = guest.openShell()) {
            again.run("true").requireSuccess();
        }
    }
}

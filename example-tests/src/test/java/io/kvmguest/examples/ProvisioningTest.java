package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static java.time.Duration.ofMinutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvmguest.Guest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.ReservedShell;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script goes into the guest, its output is watched as it comes, and what it made comes back. */
@KvmGuest("mini")
class ProvisioningTest {

    @Test
    void runs_a_script_of_the_host(RootShell root, @TempDir Path folder) throws IOException {
        Path script = Files.writeString(folder.resolve("provision.sh"), """
                echo "setting up $NAME"
                mkdir -p /etc/app && echo "name=$NAME" >/etc/app/app.conf
                """);

        root.upload(script, "/opt/provision.sh");
        assertThat(root.run(Command.of("sh provision.sh").in("/opt").with("NAME", "router")))
                .succeeded();

        root.download("/etc/app", folder.resolve("app"));
        org.assertj.core.api.Assertions.assertThat(folder.resolve("app/app.conf"))
                .hasContent("name=router");
    }

    @Test
    void watches_a_command_while_it_runs(RootShell root) {
        try (RunningCommand steps = root.start("for i in 1 2 3; do echo step $i; sleep 1; done")) {
            assertEquals("step 1", steps.nextLine(ofMinutes(1)).orElseThrow().text());
            assertThat(steps.await(ofMinutes(1))).succeeded();
        }
    }

    @Test
    void looks_on_from_a_shell_of_its_own(Guest guest, RootShell root) {
        try (ReservedShell own = guest.openShell();
                RunningCommand writer = root.start("seq 100000 >/tmp/numbers")) {
            own.run("until grep -qsx 100000 /tmp/numbers; do sleep 0.1; done").requireSuccess();
            assertThat(writer.await(ofMinutes(1))).succeeded();
        }
    }

    @Test
    void restarts(Guest guest, RootShell root) {
        root.run("ip link add dummy8 type dummy").requireSuccess();
        guest.reboot();
        assertThat(root.run("ip link show dummy8")).failed();
    }
}

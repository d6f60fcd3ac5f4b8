package io.kvmguest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.boot.PhaseEntry;
import io.kvmguest.console.ReplayLine.Typing;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real guests leave as evidence plays as they did. */
@Tag("guest")
@Timeout(600)
class ReplayGuestTest {

    /** Without a driver for its ports, a guest's commands run on its console. */
    private static final GuestSpec ON_CONSOLE = GuestSpec.of("mini")
            .boot(Boot.COLD)
            .append("initcall_blacklist=virtio_console_init module_blacklist=virtio_console");

    private static void changePassword(SerialConsole console) {
        console.sendLine("passwd");
        console.expect("New password: ");
        console.sendSecret("correct horse\r".getBytes(UTF_8));
        console.expect("Retype password: ");
        console.sendSecret("correct horse\r".getBytes(UTF_8));
        console.expect("changed by root");
    }

    private static List<BootPhase> phases(List<PhaseEntry> entries) {
        return entries.stream().map(PhaseEntry::phase).toList();
    }

    @Test
    void plays_a_dialog_with_a_clone_without_its_secrets(@TempDir Path evidence) throws IOException {
        List<BootPhase> phases;
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            changePassword(guest.console());
            guest.saveEvidence(evidence);
            phases = phases(guest.bootLog().phases());
        }

        assertThat(Files.readString(evidence.resolve("console.cast"))).doesNotContain("correct horse");
        try (Replay replay = Replay.of(evidence)) {
            changePassword(replay.console());
            assertThat(phases(replay.bootLog().phases())).isEqualTo(phases).endsWith(BootPhase.ROOT_SHELL);
        }
    }

    private static String run(RootShell root) {
        CommandResult mixed = root.run("echo out; echo err >&2; exit 7");
        return mixed.exitStatus()
                + mixed.stdout()
                + mixed.stderr()
                + root.run("cat /proc/uptime; ip link").stdout();
    }

    @Test
    void plays_the_root_shell_on_the_console(@TempDir Path evidence) {
        String answers;
        try (Guest guest = Guest.start(ON_CONSOLE)) {
            answers = run(guest.shell());
            guest.saveEvidence(evidence);
        }

        try (Replay replay = Replay.start(ReplaySpec.of(evidence).typing(Typing.CHECKED_WITH_ROOT_SHELL))) {
            assertThat(run(replay.shell())).isEqualTo(answers).startsWith("7outerr");
        }
    }
}

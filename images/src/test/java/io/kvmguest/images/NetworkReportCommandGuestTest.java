package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("guest")
class NetworkReportCommandGuestTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void holds_a_configurator_to_checks_on_guests() {
        CommandLine command = KvmGuestCommand.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));

        assertThat(command.execute(
                        "network-report",
                        "--configurator",
                        "busybox",
                        "--check",
                        "1",
                        "--check",
                        "28",
                        "--times",
                        "2",
                        "--output",
                        folder.toString()))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("busybox")
                .contains("1: makes a blank guest's network as the plan says")
                .contains("passed 2 of 2")
                .contains("28: gets a lease, and the same one after a reboot")
                .contains("not claimed")
                .endsWith("Page: " + folder.resolve("index.html") + "\n");
        assertThat(err.toString()).contains("busybox, check 1, 2 of 2").contains("not claimed: dhcp4");
        assertThat(folder.resolve("report.json")).content().contains("\"passed\"");
        assertThat(folder.resolve("index.html")).content().contains("passed 2 of 2");
        assertThat(Files.exists(folder.resolve("evidence/busybox/check-1/1")))
                .as("what passed leaves nothing")
                .isFalse();
    }
}

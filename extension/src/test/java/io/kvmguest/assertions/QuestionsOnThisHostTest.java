package io.kvmguest.assertions;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts of all questions, run by real shells with real tools: those of this machine, and of busybox alone. */
@EnabledOnOs(OS.LINUX)
class QuestionsOnThisHostTest {

    @TempDir
    static Path directory;

    static List<HostShell> shells() throws Exception {
        List<HostShell> shells = new ArrayList<>(List.of(HostShell.posix()));
        for (String path : List.of("/bin/busybox", "/usr/bin/busybox")) {
            if (Files.isExecutable(Path.of(path)) && shells.size() == 1) {
                shells.add(HostShell.busybox(Path.of(path), Files.createDirectories(directory.resolve("applets"))));
            }
        }
        return shells;
    }

    @ParameterizedTest
    @MethodSource("shells")
    void interfaces_and_routes(HostShell shell) {
        assumeTrue(shell.run("ip addr show >/dev/null 2>&1").succeeded(), "ip is not installed");

        assertThat(shell).hasInterface("lo").withAddress("127.0.0.1/8").hasMtu(65536);
        assertThat(shell).hasNoInterface("nonesuch0").hasNoRoute("192.0.2.77/32");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void files(HostShell shell) throws IOException {
        Path file = Files.writeString(directory.resolve("it's a \"file\" $x"), "one\ntwo");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        try {
            String owner = String.valueOf(Files.getAttribute(file, "unix:uid"));
            assertThat(shell)
                    .hasFile(file.toString())
                    .withMode("750")
                    .ownedBy(owner)
                    .withContent("one\ntwo")
                    .containing("two")
                    .notContaining("three");
            assertThat(shell).hasDirectory(directory.toString()).ownedBy(owner);
            assertThat(shell).hasNoFile(directory.resolve("nothing").toString());
            assertThat(Failing.expectAssertionError(() -> assertThat(shell).hasNoFile(link.toString())))
                    .hasMessageEndingWith("a symbolic link that leads nowhere");
        } finally {
            Files.delete(file);
            Files.delete(link);
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void processes(HostShell shell) {
        String own = ProcessHandle.current()
                .info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .orElseThrow();

        assertThat(shell).hasProcess(own).hasNoProcess("nonesuch");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void listening_ports(HostShell shell) throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(shell).listensOn(port);
        }
        assertThat(shell).doesNotListenOn(port);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void services(HostShell shell) {
        assumeTrue(!Files.exists(Path.of("/run/systemd/system")), "systemd runs here");

        assertThat(Failing.expectAssertionError(() -> assertThat(shell).hasActiveService("ssh")))
                .hasMessageContaining("only systemd tells it, and the first process here is");
    }
}

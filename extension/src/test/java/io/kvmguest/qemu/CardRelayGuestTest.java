package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** QEMU whose network cards connect to ports, as those before 7.2 do. */
@Tag("guest")
@Timeout(60)
class CardRelayGuestTest {

    private final Path temp;
    private final Path work = WorkDirectory.create();

    CardRelayGuestTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @BeforeEach
    void force() {
        System.setProperty(QemuBinary.NETDEV_PROPERTY, "socket");
    }

    @AfterEach
    void nothing_is_left() {
        System.clearProperty(QemuBinary.NETDEV_PROPERTY);
        assertThat(work).doesNotExist();
        assertThat(Sockets.count()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("kvmguest sector network cards");
    }

    private QemuProcess start(int cards) {
        return start(cards, work);
    }

    private QemuProcess start(int cards, Path directory) {
        Path disk = BootSector.create().print("up").spin().writeTo(temp.resolve("sector.img"));
        MachineBuilder builder =
                new MachineBuilder().name("sector").drive(new Machine.Drive(disk, "raw", "ide", false));
        for (int i = 0; i < cards; i++) {
            builder = builder.nic(new Machine.Nic("virtio-net-pci", "52:54:00:00:00:0" + i, Optional.empty()));
        }
        return QemuProcess.start(builder.build(), directory);
    }

    private static SocketChannel cable(QemuProcess qemu, int card) throws Exception {
        return SocketChannel.open(UnixDomainSocketAddress.of(qemu.cards().socket(card)));
    }

    private static String network(QemuProcess qemu) {
        return String.valueOf(qemu.qmp().execute("human-monitor-command", Map.of("command-line", "info network")));
    }

    @Test
    void each_card_is_connected_from_the_start_and_nobody_listens_any_more() throws Exception {
        try (QemuProcess qemu = start(3)) {
            assertThat(Sockets.listening()).isEmpty();
            assertThat(Sockets.count()).isEqualTo(3);
            assertThat(network(qemu))
                    .contains("net0: ")
                    .contains(" net2: index=0,type=socket,socket: connect to 127.0.0.1:");
            assertThat(qemu.stderr()).isEmpty();

            for (int card = 0; card < 3; card++) {
                for (int i = 0; i < 2; i++) {
                    try (SocketChannel cable = cable(qemu, card)) {
                        assertThat(cable.isConnected()).isTrue();
                    }
                }
            }
            qemu.resume();
            assertThat(QemuProcessGuestTest.readUntil(qemu.console(), "up")).contains("SeaBIOS");
        }
    }

    @Test
    void a_stopped_guest_holds_up_what_is_sent_to_it_and_nothing_else() throws Exception {
        try (QemuProcess qemu = start(1);
                SocketChannel cable = cable(qemu, 0)) {
            cable.configureBlocking(false);
            ByteBuffer frame = ByteBuffer.allocate(1504).putInt(0, 1500);
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        boolean stuck = true;
                        while (cable.write(frame) > 0) {
                            stuck = false;
                            if (!frame.hasRemaining()) {
                                frame.rewind();
                            }
                        }
                        return stuck;
                    });
            assertThat(qemu.qmp().execute("query-status")).asString().contains("prelaunch");
            qemu.resume();
            QemuProcessGuestTest.readUntil(qemu.console(), "up");
        }
    }

    @Test
    void guests_leave_no_descriptors() throws Exception {
        start(2).close();
        long before = openFiles();
        for (int i = 0; i < 3; i++) {
            try (QemuProcess qemu = start(2, WorkDirectory.create());
                    SocketChannel cable = cable(qemu, i % 2)) {
                assertThat(cable.isConnected()).isTrue();
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(openFiles())
                .isLessThanOrEqualTo(before));
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void qemu_killed_is_a_hang_up() throws Exception {
        try (QemuProcess qemu = start(2);
                SocketChannel cable = cable(qemu, 1)) {
            ProcessHandle.of(qemu.pid()).orElseThrow().destroyForcibly();

            assertThat(Sockets.isHungUp(cable)).isTrue();
            qemu.exit().get(30, TimeUnit.SECONDS);
        }
    }
}

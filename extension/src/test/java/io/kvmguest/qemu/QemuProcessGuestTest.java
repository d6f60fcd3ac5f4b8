package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kvmguest.console.SerialLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("guest")
@Timeout(60)
class QemuProcessGuestTest {

    private final Path temp;
    private final Path work = WorkDirectory.create();

    QemuProcessGuestTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(work).doesNotExist();
    }

    @Test
    void the_console_has_every_byte_from_power_on() throws IOException {
        String text = "\r\nthe first guest speaks\r\n";
        try (QemuProcess qemu = start(BootSector.create().print(text).halt())) {
            qemu.resume();

            String console = readUntil(qemu.console(), "speaks\r\n");

            assertThat(console).contains("SeaBIOS (version").endsWith(text);
        }
    }

    @Test
    void a_byte_that_is_sent_comes_back() throws IOException {
        try (QemuProcess qemu = start(BootSector.create().print("ready").echo())) {
            qemu.resume();
            readUntil(qemu.console(), "ready");

            qemu.console().write("Hello\0\u00ff".getBytes(StandardCharsets.ISO_8859_1), 0, 7);

            assertThat(readUntil(qemu.console(), "\u00ff")).isEqualTo("Hello\0\u00ff");
        }
    }

    @Test
    void qemu_killed_is_a_hang_up_and_an_exit_by_sigkill() throws Exception {
        try (QemuProcess qemu = start(BootSector.create().print("up").spin())) {
            qemu.resume();
            readUntil(qemu.console(), "up");

            ProcessHandle.of(qemu.pid()).orElseThrow().destroyForcibly();

            QemuExit exit = qemu.exit().get(30, TimeUnit.SECONDS);
            assertThat(exit.describe()).isEqualTo("QEMU was killed by SIGKILL");
            assertThat(exit.signal()).hasValue(9);
            assertThat(exit.exitStatus()).isEmpty();
            assertThat(qemu.console().read(new byte[1], 0, 1)).isEqualTo(-1);
            assertThat(work).as("stays until close, for evidence").isDirectory();
            assertThatThrownBy(() -> qemu.qmp().execute("query-status"))
                    .isInstanceOf(QmpException.class)
                    .hasMessage("QEMU of guest 'sector' is gone, and has not answered 'query-status'");
        }
    }

    @Test
    void a_guest_that_powers_off_ends_with_status_0_after_the_event() throws Exception {
        BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
        try (QemuProcess qemu = start(BootSector.create().powerOff())) {
            qemu.qmp().onEvent(events::add);
            qemu.resume();

            QemuExit exit = qemu.exit().get(60, TimeUnit.SECONDS);

            assertThat(exit.describe()).isEqualTo("QEMU exited with status 0");
            assertThat(exit.stderr()).isEmpty();
            assertThat(events).extracting(QmpEvent::name).contains("RESUME", "SHUTDOWN");
            QmpEvent shutdown = events.stream()
                    .filter(event -> event.name().equals("SHUTDOWN"))
                    .findFirst()
                    .orElseThrow();
            assertThat(shutdown.data()).containsEntry("guest", true).containsEntry("reason", "guest-shutdown");
        }
    }

    @Test
    void a_triple_fault_is_a_reset() throws Exception {
        BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
        try (QemuProcess qemu =
                start(BootSector.create().print("once").waitForByte().tripleFault())) {
            qemu.qmp().onEvent(events::add);
            qemu.resume();
            readUntil(qemu.console(), "once");

            qemu.console().write(new byte[1], 0, 1);

            await(events, "RESET");
            assertThat(readUntil(qemu.console(), "once")).contains("SeaBIOS");
        }
    }

    @Test
    void a_panic_is_an_event_and_the_guest_goes_on() throws Exception {
        BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
        try (QemuProcess qemu =
                start(BootSector.create().panic().print("last words").halt())) {
            qemu.qmp().onEvent(events::add);
            qemu.resume();

            await(events, "GUEST_PANICKED");
            assertThat(readUntil(qemu.console(), "last words")).endsWith("last words");
        }
    }

    @Test
    void a_reset_from_outside_is_an_event_and_the_line_goes_on() throws Exception {
        BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
        try (QemuProcess qemu = start(BootSector.create().print("up").halt())) {
            qemu.qmp().onEvent(events::add);
            qemu.resume();
            readUntil(qemu.console(), "up");

            qemu.qmp().execute("system_reset");

            await(events, "RESET");
            assertThat(readUntil(qemu.console(), "up")).contains("SeaBIOS");
        }
    }

    @Test
    void nothing_runs_before_resume() {
        try (QemuProcess qemu = start(BootSector.create().halt())) {
            assertThat(qemu.qmp().execute("query-status"))
                    .isInstanceOfSatisfying(Map.class, status -> assertThat(status.get("running"))
                            .isEqualTo(false));
        }
    }

    @Test
    void a_flood_comes_whole_to_a_reader_that_dawdles() throws IOException {
        int enough = 192 * 1024;
        try (QemuProcess qemu = start(BootSector.create().print("now").flood())) {
            qemu.resume();
            readUntil(qemu.console(), "now");

            byte[] buffer = new byte[4096];
            int position = 0;
            while (position < enough) {
                // Single bytes now and then, so that the socket is full and QEMU has to wait.
                int count = qemu.console().read(buffer, 0, position % 5 == 0 ? 1 : buffer.length);
                for (int i = 0; i < count; i++, position++) {
                    assertThat(buffer[i]).as("byte %s", position).isEqualTo((byte) position);
                }
                assertThat(count).isPositive();
            }
        }
    }

    @Test
    void last_words_can_be_read_after_close() throws Exception {
        QemuProcess qemu = start(BootSector.create().print("last words").powerOff());
        try (qemu) {
            qemu.resume();
            qemu.exit().get(60, TimeUnit.SECONDS);
        }
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[100];
        for (int count = qemu.console().read(buffer, 0, 100);
                count > 0;
                count = qemu.console().read(buffer, 0, 100)) {
            read.write(buffer, 0, count);
        }
        assertThat(read.toString(StandardCharsets.ISO_8859_1))
                .contains("SeaBIOS")
                .endsWith("last words");
    }

    @ParameterizedTest
    @CsvSource({"pc, ide", "pc, virtio", "pc, scsi", "q35, ide", "q35, virtio", "q35, scsi"})
    void every_bus_boots_and_qemu_has_nothing_to_complain_about(String type, String bus) throws IOException {
        Machine machine = machine(BootSector.create().print("booted").halt(), bus)
                .type(type)
                .nic(new Machine.Nic("virtio-net-pci", "52:54:00:00:00:01", Optional.empty()))
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:02", Optional.empty()))
                .build()
                .withChannels(2);
        try (QemuProcess qemu = QemuProcess.start(machine, work)) {
            qemu.resume();

            assertThat(readUntil(qemu.console(), "booted")).doesNotContain("iPXE");
            assertThat(qemu.channels().get(1).description()).isEqualTo("unix:" + work + "/channel1.sock");
            qemu.plugInChannel(0);
            qemu.plugInChannel(1);
            assertThatExceptionOfType(QmpException.class)
                    .isThrownBy(() -> qemu.plugInChannel(1))
                    .withMessageContaining("port1");
            assertThat(qemu.isChannelOpen(1)).isFalse();
            assertThat(qemu.stderr()).isEmpty();
        }
    }

    @Test
    void kvm_where_it_opens_runs_16_bit_code() throws IOException {
        assumeKvmOpens();
        Machine machine = machine(BootSector.create().print("under kvm").halt(), "ide")
                .accelerator(Accelerator.KVM)
                .extra("-cpu", "qemu64")
                .build();
        try (QemuProcess qemu = QemuProcess.start(machine, work)) {
            qemu.resume();

            assertThat(readUntil(qemu.console(), "under kvm")).contains("SeaBIOS");
            assertThat(qemu.qmp().execute("query-kvm")).isEqualTo(Map.of("enabled", true, "present", true));
        }
    }

    @Test
    void each_card_can_be_connected_as_soon_as_qemu_has_started() throws Exception {
        MachineBuilder builder = machine(BootSector.create().halt(), "virtio");
        for (int i = 0; i < 8; i++) {
            builder = builder.nic(new Machine.Nic("virtio-net-pci", "52:54:00:00:00:0" + i, Optional.empty()));
        }
        BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
        try (QemuProcess qemu = QemuProcess.start(builder.build(), work)) {
            qemu.qmp().onEvent(events::add);
            for (int i = 0; i < 8; i++) {
                Map<String, Object> card = Map.of("netdev-id", "net" + i);
                try (SocketChannel cable = SocketChannel.open(
                        UnixDomainSocketAddress.of(qemu.cards().socket(i)))) {
                    assertThat(cable.isConnected()).isTrue();
                    QmpEvent plugged = Objects.requireNonNull(events.poll(60, TimeUnit.SECONDS));
                    assertThat(plugged.name()).isEqualTo("NETDEV_STREAM_CONNECTED");
                    assertThat(plugged.data()).containsAllEntriesOf(card);
                }
                assertThat(events.poll(60, TimeUnit.SECONDS))
                        .isEqualTo(new QmpEvent("NETDEV_STREAM_DISCONNECTED", card));
            }
        }
    }

    private void assumeKvmOpens() {
        Optional<KvmVerdict> obstacle = KvmDevice.STANDARD.obstacle();
        if (obstacle.isPresent()) {
            WorkDirectory.delete(work); // which QemuProcess, never started, cannot do
        }
        assumeThat(obstacle).as("/dev/kvm opens").isEmpty();
    }

    @Test
    void an_interrupted_thread_does_not_start_a_guest_and_leaves_nothing() {
        Machine machine = machine(BootSector.create().halt());
        QemuBinary.find();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> QemuProcess.start(machine, work))
                .isInstanceOf(QemuStartException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void guests_leave_neither_descriptors_nor_threads() throws IOException {
        start(BootSector.create().halt()).close();
        long before = openFiles();

        for (int i = 0; i < 5; i++) {
            Path directory = WorkDirectory.create();
            try (QemuProcess qemu =
                    QemuProcess.start(machine(BootSector.create().print("up").spin()), directory)) {
                qemu.resume();
                readUntil(qemu.console(), "up");
            }
            assertThat(directory).doesNotExist();
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(openFiles()).isLessThanOrEqualTo(before);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("kvmguest sector"));
        });
    }

    @Test
    void bad_arguments_are_told_in_qemus_own_words() {
        Machine machine = machine(BootSector.create().halt(), "-device", "no-such-device");
        assertThatThrownBy(() -> QemuProcess.start(machine, work))
                .isInstanceOf(QemuStartException.class)
                .hasMessageStartingWith("""
                        QEMU of guest 'sector' did not start: QEMU exited with status 1
                          It wrote to standard error:
                            |\s""")
                .hasMessageContaining(
                        "-device no-such-device: 'no-such-device' is not a valid device model name\n  Command line: ")
                .hasMessageContaining(" -name guest=sector,debug-threads=on -nodefaults ");
    }

    private QemuProcess start(BootSector sector) {
        return QemuProcess.start(machine(sector), work);
    }

    private Machine machine(BootSector sector, String... arguments) {
        return machine(sector, "ide").extra(arguments).build();
    }

    private MachineBuilder machine(BootSector sector, String bus) {
        Path disk = sector.writeTo(temp.resolve("sector,with a comma.img"));
        return new MachineBuilder().name("sector").drive(new Machine.Drive(disk, "raw", bus, false));
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static void await(BlockingQueue<QmpEvent> events, String name) throws InterruptedException {
        QmpEvent event = events.poll(60, TimeUnit.SECONDS);
        while (event != null && !event.name().equals(name)) {
            event = events.poll(60, TimeUnit.SECONDS);
        }
        assertThat(event).as("an event " + name).isNotNull();
    }

    static String readUntil(SerialLine line, String text) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[1];
        while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(text)) {
            int count = line.read(buffer, 0, 1);
            assertThat(count).as("hung up after: " + read).isEqualTo(1);
            read.write(buffer, 0, 1);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }
}

package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.SerialLineKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QemuCommandTest {

    private static final Path DIRECTORY = Path.of("/tmp/kvmguest-0/1");
    private static final QemuBinary QEMU =
            new QemuBinary(Path.of("/usr/bin/qemu-system-x86_64"), new QemuVersion(7, 2, 22), true);

    @Test
    void of_a_bare_machine() {
        assertThat(QemuCommand.of(QEMU, new MachineBuilder().build(), DIRECTORY))
                .containsExactly("""
                /usr/bin/qemu-system-x86_64 -name guest=router,debug-threads=on
                -nodefaults -no-user-config -display none -S
                -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny
                -machine pc,accel=tcg,graphics=off -cpu qemu64 -m 256M -smp 1 -rtc base=utc
                -device pvpanic -action panic=none
                -chardev socket,id=qmp,path=/tmp/kvmguest-0/1/qmp.sock,server=off -mon chardev=qmp,mode=control
                -chardev socket,id=console,path=/tmp/kvmguest-0/1/console.sock,server=off -serial chardev:console
                -device VGA -device virtio-rng-pci""".split("\\s+"));
    }

    @Test
    void has_its_console_on_a_pseudo_terminal_that_outlives_the_guest() {
        try (ConsoleBackEnd terminal = ConsoleBackEnd.prepare(SerialLineKind.PTY, "router")) {
            assertThat(QemuCommand.of(
                            QEMU,
                            new MachineBuilder().build(),
                            DIRECTORY,
                            Beginning.POWER_OFF,
                            Map.of(),
                            terminal.arguments()))
                    .containsSequence("-action", "shutdown=pause")
                    .containsSequence("-chardev", "pty,id=console", "-serial", "chardev:console");
        }
    }

    @Test
    void under_kvm_has_the_hosts_cpu() {
        List<String> command = QemuCommand.of(
                QEMU, new MachineBuilder().accelerator(Accelerator.KVM).build(), DIRECTORY);

        assertThat(command).containsSequence("-machine", "pc,accel=kvm,graphics=off", "-cpu");
        assertThat(command.get(command.indexOf("-cpu") + 1)).startsWith("host");
    }

    @Test
    void of_a_qemu_that_cannot_have_a_sandbox() {
        QemuBinary open = new QemuBinary(QEMU.path(), QEMU.version(), false);

        assertThat(QemuCommand.of(open, new MachineBuilder().build(), DIRECTORY))
                .doesNotContain("-sandbox");
    }

    @Test
    void boots_a_kernel() {
        Machine machine = new MachineBuilder()
                .kernel(Path.of("/i/vmlinuz"), Path.of("/i/initrd, new"), "console=ttyS0 quiet")
                .build();

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY))
                .containsSequence(
                        "-kernel", "/i/vmlinuz", "-initrd", "/i/initrd, new", "-append", "console=ttyS0 quiet");
    }

    @Test
    void has_drives_with_any_path() {
        Machine machine = new MachineBuilder()
                .drive(new Machine.Drive(Path.of("/i/a, \"b\".qcow2"), "qcow2", "virtio", false))
                .drive(new Machine.Drive(Path.of("/i/c.raw"), "raw", "scsi", true))
                .drive(new Machine.Drive(Path.of("/i/d.raw"), "raw", "ide", false))
                .build();

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY))
                .containsSequence(
                        "-device",
                        "virtio-scsi-pci,id=scsi",
                        "-blockdev",
                        "{\"driver\":\"qcow2\",\"node-name\":\"disk0\",\"read-only\":false,"
                                + "\"file\":{\"driver\":\"file\",\"filename\":\"/i/a, \\\"b\\\".qcow2\","
                                + "\"cache\":{\"no-flush\":true}}}",
                        "-device",
                        "virtio-blk-pci,drive=disk0,id=drive0",
                        "-blockdev",
                        "{\"driver\":\"raw\",\"node-name\":\"disk1\",\"read-only\":true,"
                                + "\"file\":{\"driver\":\"file\",\"filename\":\"/i/c.raw\",\"cache\":{\"no-flush\":true}}}",
                        "-device",
                        "scsi-hd,bus=scsi.0,drive=disk1,id=drive1",
                        "-blockdev",
                        "{\"driver\":\"raw\",\"node-name\":\"disk2\",\"read-only\":false,"
                                + "\"file\":{\"driver\":\"file\",\"filename\":\"/i/d.raw\",\"cache\":{\"no-flush\":true}}}",
                        "-device",
                        "ide-hd,drive=disk2,id=drive2");
    }

    @Test
    void has_network_cards() {
        Machine machine = new MachineBuilder()
                .nic(new Machine.Nic("virtio-net-pci", "52:54:00:00:00:01", Optional.empty()))
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:02", Optional.of("user,restrict=on")))
                .nic(new Machine.Nic("ne2k_isa", "52:54:00:00:00:03", Optional.of("user")))
                .build();

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY))
                .containsSequence(
                        "-netdev",
                        "stream,id=net0,server=on,addr.type=unix,addr.path=/tmp/kvmguest-0/1/net0.sock",
                        "-device",
                        "virtio-net-pci,netdev=net0,id=nic0,mac=52:54:00:00:00:01,romfile=,guest_announce=off",
                        "-netdev",
                        "user,id=net1,restrict=on",
                        "-device",
                        "e1000,netdev=net1,id=nic1,mac=52:54:00:00:00:02,romfile=",
                        "-netdev",
                        "user,id=net2",
                        "-device",
                        "ne2k_isa,netdev=net2,id=nic2,mac=52:54:00:00:00:03");
    }

    @Test
    void gives_network_cards_the_same_slots_whatever_drives_there_are() {
        Machine machine = new MachineBuilder()
                .drive(new Machine.Drive(Path.of("/i/a.qcow2"), "qcow2", "virtio", false))
                .nic(new Machine.Nic("virtio-net-pci", "52:54:00:00:00:01", Optional.empty()))
                .build();

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY))
                .containsSubsequence(
                        "VGA",
                        "virtio-net-pci,netdev=net0,id=nic0,mac=52:54:00:00:00:01,romfile=,guest_announce=off",
                        "virtio-blk-pci,drive=disk0,id=drive0");
    }

    @Test
    void has_network_cards_that_connect_to_ports() {
        Machine machine = new MachineBuilder()
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:01", Optional.empty()))
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:02", Optional.of("user")))
                .nic(new Machine.Nic("e1000", "52:54:00:00:00:03", Optional.empty()))
                .build();

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY, Beginning.POWER_OFF, Map.of(0, 41234, 2, 41235), List.of()))
                .containsSubsequence(
                        "socket,id=net0,connect=127.0.0.1:41234",
                        "user,id=net1",
                        "socket,id=net2,connect=127.0.0.1:41235");
    }

    @Test
    void has_channels() {
        Machine machine = new MachineBuilder().build().withChannels(2);

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY))
                .containsSequence(
                        "-device",
                        "virtio-serial-pci,id=channels,max_ports=3",
                        "-chardev",
                        "socket,id=channel0,path=/tmp/kvmguest-0/1/channel0.sock,server=off",
                        "-chardev",
                        "socket,id=channel1,path=/tmp/kvmguest-0/1/channel1.sock,server=off",
                        "-device",
                        "virtserialport,bus=channels.0,nr=1,chardev=channel0,name=kvmguest.0,id=port0");
        assertThat(QemuCommand.channel(1))
                .isEqualTo(Map.of(
                        "driver", "virtserialport",
                        "bus", "channels.0",
                        "nr", 2,
                        "chardev", "channel1",
                        "name", "kvmguest.1",
                        "id", "port1"));
    }

    @Test
    void has_its_memory_in_a_file_that_it_writes_to_or_has_a_copy_of() {
        Path memory = Path.of("/cache/a,b/memory");
        Machine machine = new MachineBuilder().build().withChannels(3);

        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY, Beginning.powerOff(memory)))
                .contains("memory-backend-file,id=pc.ram,size=" + machine.memoryMiB()
                        + "M,mem-path=/cache/a,,b/memory,share=on")
                .contains("vmgenid,guid=auto")
                .anyMatch(word -> word.endsWith(",memory-backend=pc.ram"))
                .doesNotContain("-incoming");
        assertThat(QemuCommand.of(
                        QEMU,
                        machine,
                        DIRECTORY,
                        Beginning.clone(memory, Path.of("/cache/devices"), true, List.of(0, 2))))
                .contains("memory-backend-file,id=pc.ram,size=" + machine.memoryMiB()
                        + "M,mem-path=/cache/a,,b/memory,share=off")
                .containsSequence("-incoming", "defer")
                .containsSubsequence(
                        "virtserialport,bus=channels.0,nr=1,chardev=channel0,name=kvmguest.0,id=port0",
                        "virtserialport,bus=channels.0,nr=3,chardev=channel2,name=kvmguest.2,id=port2");
        assertThat(QemuCommand.of(QEMU, machine, DIRECTORY)).noneMatch(word -> word.contains("memory-backend"));
    }

    @Test
    void has_a_card_for_a_boot_loader_and_none_for_a_kernel() {
        assertThat(QemuCommand.of(QEMU, new MachineBuilder().build(), DIRECTORY))
                .contains("VGA");
        assertThat(QemuCommand.of(
                        QEMU,
                        new MachineBuilder()
                                .kernel(Path.of("/boot/vmlinuz"), Path.of("/boot/initrd"), "quiet")
                                .build(),
                        DIRECTORY))
                .doesNotContain("VGA");
    }

    @Test
    void ends_with_the_users_own_words() {
        assertThat(QemuCommand.of(
                        QEMU, new MachineBuilder().extra("-cpu", "max").build(), DIRECTORY))
                .endsWith("-cpu", "max");
    }

    @Test
    void doubles_commas_in_qemus_own_notation() {
        List<String> command =
                QemuCommand.of(QEMU, new MachineBuilder().name("a,b").build(), Path.of("/tmp/with,comma"));

        assertThat(command)
                .contains("guest=a,,b,debug-threads=on")
                .contains("socket,id=console,path=/tmp/with,,comma/console.sock,server=off");
    }
}

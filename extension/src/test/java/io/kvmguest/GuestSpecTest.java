package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmguest.image.Image;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.Machine;
import io.kvmguest.shell.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestSpecTest {

    private static final Image DISK = new Image(
            "debian-12",
            Optional.of(Path.of("/images/disk.qcow2")),
            "qcow2",
            Optional.empty(),
            Optional.empty(),
            "",
            "512M",
            "");

    private static final Image KERNEL = new Image(
            "mini",
            Optional.empty(),
            "",
            Optional.of(Path.of("/images/vmlinuz")),
            Optional.of(Path.of("/images/initrd")),
            "console=ttyS0",
            "128M",
            "");

    @ParameterizedTest
    @CsvSource({"debian-12,debian-12", "/srv/my images/Fedora 40.qcow2,Fedora-40", "router.img,router"})
    void is_named_after_its_image(String image, String name) {
        assertThat(GuestSpec.of(image).name()).isEqualTo(name);
    }

    @Test
    void a_change_leaves_the_original_alone() {
        GuestSpec spec = GuestSpec.of("mini");
        GuestSpec changed = spec.name("router").append("debug");
        assertThat(spec.name()).isEqualTo("mini");
        assertThat(changed.name()).isEqualTo("router");
        assertThat(changed.machine(KERNEL, Accelerator.TCG, List.of()).append()).isEqualTo("console=ttyS0 debug");
        assertThat(spec.machine(KERNEL, Accelerator.TCG, List.of()).append()).isEqualTo("console=ttyS0");
    }

    @Test
    void takes_the_memory_of_the_image_unless_told_otherwise() {
        GuestSpec spec = GuestSpec.of("debian-12");
        assertThat(spec.machine(DISK, Accelerator.TCG, List.of()).memoryMiB()).isEqualTo(512);
        assertThat(spec.memory("1G").machine(DISK, Accelerator.TCG, List.of()).memoryMiB())
                .isEqualTo(1024);
    }

    @Test
    void scales_the_default_deadline_and_keeps_a_given_one() {
        GuestSpec spec = GuestSpec.of("mini");
        assertThat(spec.bootTimeout(Accelerator.KVM)).isEqualTo(Duration.ofMinutes(2));
        assertThat(spec.bootTimeout(Accelerator.TCG)).isEqualTo(Duration.ofMinutes(20));
        assertThat(spec.bootTimeout(Duration.ofSeconds(7)).bootTimeout(Accelerator.TCG))
                .isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void says_that_a_disk_has_its_own_kernel_command_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestSpec.of("debian-12").append("quiet").machine(DISK, Accelerator.TCG, List.of()))
                .withMessage("append = \"quiet\" needs an image whose kernel QEMU loads, but debian-12 boots from its"
                        + " disk: change its boot loader's configuration instead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", "-x", "a b"})
    void refuses_a_name_that_is_no_folder(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestSpec.of("mini").name(name))
                .withMessage("name must be made of letters, digits, '.', '_' and '-', but was \"" + name + "\"");
    }

    @Test
    void refuses_no_processor_no_image_and_no_time() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestSpec.of("mini").cpus(0))
                .withMessage("cpus must be from 1 to 255, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> GuestSpec.of(" ")).withMessage("image must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestSpec.of("mini").bootTimeout(Duration.ZERO))
                .withMessage("bootTimeout must be positive, but was PT0S");
    }

    @Test
    void has_one_card_on_an_empty_segment_unless_told_otherwise() {
        GuestSpec spec = GuestSpec.of("mini");
        assertThat(nicsOf(spec))
                .containsExactly(new Machine.Nic("virtio-net-pci", "52:54:00:7e:ee:49", Optional.empty()));
        assertThat(nicsOf(spec.nics(0))).isEmpty();
        assertThat(nicsOf(spec.nics(2))).extracting(Machine.Nic::mac).doesNotHaveDuplicates();
        assertThat(nicsOf(spec.nics(2))).isEqualTo(nicsOf(spec.nics(2)));
        assertThat(nicsOf(spec.name("other"))).isNotEqualTo(nicsOf(spec));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.nics(25))
                .withMessage("nics must be from 0 to 24, but was 25");
    }

    @Test
    void has_cards_of_the_model_wished_for() {
        GuestSpec spec = GuestSpec.of("mini").nics(2);
        assertThat(nicsOf(spec.nicModel("e1000")))
                .extracting(Machine.Nic::model, Machine.Nic::mac)
                .containsExactly(
                        tuple("e1000", nicsOf(spec).get(0).mac()),
                        tuple("e1000", nicsOf(spec).get(1).mac()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.nicModel("e1000,bus=pci.0"))
                .withMessage("nicModel must be made of letters, digits, '.', '_' and '-', but was \"e1000,bus=pci.0\"");
    }

    @Test
    void has_virtio_disks_unless_told_otherwise() {
        GuestSpec spec = GuestSpec.of("debian-12");
        assertThat(spec.diskBus()).isEqualTo("virtio");
        assertThat(spec.diskBus("ide").diskBus()).isEqualTo("ide");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.diskBus("sata"))
                .withMessage("diskBus must be one of virtio, ide, scsi, but was \"sata\"");
    }

    private static List<Machine.Nic> nicsOf(GuestSpec spec) {
        return spec.machine(KERNEL, Accelerator.TCG, List.of()).nics();
    }

    @Test
    void adds_cards_and_arguments_in_order() {
        Machine.Nic a = new Machine.Nic("virtio-net-pci", "52:54:00:00:00:01", Optional.empty());
        Machine.Nic b = new Machine.Nic("e1000", "52:54:00:00:00:02", Optional.empty());
        Machine machine = GuestSpec.of("mini")
                .nic(a)
                .nic(b)
                .qemuArguments("-device", "edu")
                .cpus(2)
                .machineType("q35")
                .machine(KERNEL, Accelerator.TCG, List.of());
        assertThat(machine.nics()).containsExactly(a, b);
        assertThat(machine.extraArguments()).containsExactly("-device", "edu");
        assertThat(machine.cpus()).isEqualTo(2);
        assertThat(machine.type()).isEqualTo("q35");
    }

    @Test
    void equals_one_with_the_same_wishes() {
        GuestSpec spec = GuestSpec.of("mini").memory("1G").append("debug").qemuArguments("-snapshot");
        assertThat(spec)
                .isEqualTo(GuestSpec.of("mini").memory("1024M").append("debug").qemuArguments("-snapshot"))
                .hasSameHashCodeAs(
                        GuestSpec.of("mini").memory("1024M").append("debug").qemuArguments("-snapshot"))
                .isNotEqualTo(spec.name("router"))
                .isNotEqualTo(spec.cpus(2))
                .isNotEqualTo(spec.nicModel("e1000"))
                .isNotEqualTo(spec.diskBus("ide"))
                .isNotEqualTo(spec.evidence(Path.of("target")))
                .isNotEqualTo("mini");
    }

    @Test
    void passes_systemds_credentials_to_a_guest_that_boots_from_its_disk() {
        assertThat(GuestSpec.of("debian-12")
                        .qemuArguments("-snapshot")
                        .machine(DISK, Accelerator.TCG, List.of())
                        .extraArguments())
                .containsExactly(
                        "-smbios",
                        "type=11,value=io.systemd.credential:agetty.autologin=root",
                        "-smbios",
                        "type=11,value=io.systemd.credential:login.noauth=yes",
                        "-smbios",
                        "type=11,value=io.systemd.credential:getty.ttys.serial=ttyS0",
                        "-smbios",
                        "type=11,value=io.systemd.credential.binary:systemd.unit-dropin.dev-ttyS0.device="
                                + "W1VuaXRdCkpvYlJ1bm5pbmdUaW1lb3V0U2VjPWluZmluaXR5Cg==",
                        "-snapshot");
        assertThat(GuestSpec.of("mini")
                        .machine(KERNEL, Accelerator.TCG, List.of())
                        .extraArguments())
                .isEmpty();
    }

    @Test
    void keeps_credentials_to_itself() {
        GuestSpec spec = GuestSpec.of("debian-12").login("bob", "hunter-1").rootPassword("hunter-2");
        assertThat(spec.credentials()).isEqualTo(new Credentials("bob", "hunter-1", "hunter-2"));
        assertThat(GuestSpec.of("debian-12").credentials()).isEqualTo(Credentials.none());
        assertThat(spec.machine(DISK, Accelerator.TCG, List.of()).toString()).doesNotContain("hunter", "bob");
        assertThat(spec)
                .isEqualTo(GuestSpec.of("debian-12").login("bob", "hunter-1").rootPassword("hunter-2"))
                .isNotEqualTo(GuestSpec.of("debian-12").login("bob", "hunter-2").rootPassword("hunter-2"));
    }

    @Test
    void refuses_credentials_that_cannot_be_typed() {
        GuestSpec spec = GuestSpec.of("debian-12");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.login("", "secret"))
                .withMessage("user must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.login("root", "hunter\n2"))
                .withMessage("password must not hold control characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spec.rootPassword(""))
                .withMessage("rootPassword must not be empty");
    }
}

package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.image.BackingChain;
import io.kvmguest.image.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFolderTest {

    @TempDir
    Path directory;

    private Path base;
    private TemplateFolder template;

    @BeforeEach
    void begin() throws IOException {
        base = Files.write(directory.resolve("base.raw"), new byte[1 << 20]);
        template = new TemplateFolder(Files.createDirectory(directory.resolve("template")));
        Files.write(template.memory(), new byte[1000]);
        Files.write(template.devices(), new byte[2000]);
    }

    private Machine complete() throws IOException {
        Overlay.create(base, "raw", template.disk(0));
        Machine machine = new Machine(
                        "router",
                        "q35",
                        384,
                        2,
                        Accelerator.TCG,
                        Optional.of(Path.of("/boot/kernel")),
                        Optional.of(Path.of("/boot/initrd")),
                        "console=ttyS0 \"quoted\"",
                        List.of(new Machine.Drive(template.disk(0), "qcow2", "ide", false)),
                        List.of(
                                new Machine.Nic("e1000", "52:54:00:00:00:01", Optional.of("user,restrict=on")),
                                new Machine.Nic("virtio-net-pci", "52:54:00:00:00:02", Optional.empty())),
                        List.of("-device", "usb-tablet"))
                .withChannels(16);
        template.complete(machine, Map.of("guest", "router", "settings", "a:b=c \n"));
        return machine;
    }

    @Test
    void gives_back_what_is_known_of_a_guest_and_its_machine_with_overlays_of_its_own() throws IOException {
        assertThat(template.isComplete()).isFalse();
        Machine machine = complete();

        assertThat(template.isComplete()).isTrue();
        assertThat(template.facts()).isEqualTo(Map.of("guest", "router", "settings", "a:b=c \n"));
        Path work = Files.createDirectory(directory.resolve("work"));
        Machine clone = template.machine(work);
        assertThat(clone.withDrives(machine.drives())).isEqualTo(machine);
        assertThat(clone.drives())
                .containsExactly(new Machine.Drive(work.resolve("disk0.qcow2"), "qcow2", "ide", false));
        assertThat(BackingChain.of(work.resolve("disk0.qcow2")))
                .containsExactly(
                        work.resolve("disk0.qcow2").toRealPath(),
                        template.disk(0).toRealPath(),
                        base.toRealPath());
    }

    @Test
    void notices_a_file_that_is_cut_or_missing() throws IOException {
        complete();
        String identity = template.identity();
        assertThat(identity).isNotEmpty();
        template.touch();
        assertThat(template.identity()).isEqualTo(identity);

        Files.write(template.devices(), new byte[1999]);
        assertThatThrownBy(template::facts)
                .isInstanceOf(IOException.class)
                .hasMessage(template.devices() + " has 1999 bytes, and had 2000");
        Files.delete(template.devices());
        assertThatThrownBy(template::facts).isInstanceOf(IOException.class);
        Files.writeString(template.path().resolve("machine.json"), "{\"name\":\"x\"}");
        assertThatThrownBy(() -> template.machine(directory))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the description of its machine is damaged: ");
        template.delete();
        assertThat(template.path()).doesNotExist();
        assertThat(template.isComplete()).isFalse();
        assertThat(template.identity()).isEmpty();
    }

    @Test
    void has_a_key_of_all_that_has_shaped_it() throws IOException {
        Machine machine = new MachineBuilder().build();
        String key = TemplateKey.of(machine, List.of(base), List.of("wish"));

        assertThat(key).matches("[0-9a-f]{24}");
        assertThat(TemplateKey.of(machine, List.of(base), List.of("wish"))).isEqualTo(key);
        assertThat(List.of(
                        TemplateKey.of(machine, List.of(base), List.of("other wish")),
                        TemplateKey.of(machine, List.of(), List.of("wish")),
                        TemplateKey.of(machine.withChannels(1), List.of(base), List.of("wish")),
                        TemplateKey.of(new MachineBuilder().name("other").build(), List.of(base), List.of("wish")),
                        changed(machine)))
                .doesNotHaveDuplicates()
                .doesNotContain(key);
    }

    private String changed(Machine machine) throws IOException {
        Files.write(base, new byte[2 << 20]);
        return TemplateKey.of(machine, List.of(base), List.of("wish"));
    }

    @Test
    void the_limit_is_a_size() {
        assertThat(TemplateStore.limit(null, null)).isEqualTo(10L << 30);
        assertThat(TemplateStore.limit("500M", "4G")).isEqualTo(500L << 20);
        assertThat(TemplateStore.limit(" ", "4g")).isEqualTo(4L << 30);
        assertThatThrownBy(() -> TemplateStore.limit(null, "much"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the environment variable KVMGUEST_TEMPLATES_LIMIT must be a size such as 4G or 500M, but was"
                                + " \"much\"");
    }
}

package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.boot.BootPhase;
import io.kvmguest.image.CacheDirectory;
import io.kvmguest.qemu.TemplateFolder;
import io.kvmguest.qemu.TemplateStore;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.ReservedShell;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RunningCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that are clones, with a cache of their own. */
@Tag("guest")
@Timeout(900)
class TemplateGuestTest {

    private final String before = CacheDirectory.standard().path().toString();

    @TempDir
    Path cache;

    @BeforeEach
    void useThisCache() throws IOException {
        Files.createSymbolicLink(cache.resolve("images"), Path.of(before).resolve("images"));
        System.setProperty(CacheDirectory.PROPERTY, cache.toString());
    }

    @AfterEach
    void useTheOtherAgain() throws IOException {
        Files.delete(cache.resolve("images")); // JUnit warns of links that lead out of its folder
        System.clearProperty(CacheDirectory.PROPERTY);
        System.clearProperty(Templates.PROPERTY);
        System.clearProperty(Templates.CACHE_PROPERTY);
    }

    private List<TemplateFolder> templates() throws IOException {
        return TemplateStore.in(new CacheDirectory(cache)).all();
    }

    private static Guest mini() {
        return Guest.start(GuestSpec.of("mini"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "debian-12"})
    void nothing_of_one_clone_is_seen_by_another(String image) throws IOException {
        Set<String> random = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            try (Guest guest = Guest.start(GuestSpec.of(image))) {
                RootShell root = guest.shell();
                assertThat(random.add(root.run("head -c 16 /dev/urandom | od -An -tx1")
                                .requireSuccess()
                                .stdout()))
                        .isTrue();
                assertThat(random.add(
                                root.run("cat /proc/sys/kernel/random/uuid").stdout()))
                        .isTrue();
                assertThat(root.run("test -e /root/mark || ip addr show dev lo | grep -q 10.9.8.7")
                                .exitStatus())
                        .isNotZero();
                root.run("touch /root/mark && ip addr add 10.9.8.7/32 dev lo && sync")
                        .requireSuccess();
                var unused = root.run("rm -rf /etc /usr/lib/systemd");
            }
        }
        assertThat(templates()).hasSize(1);
    }

    @Test
    void a_clone_has_the_time_of_its_host_and_the_boot_of_its_template() throws IOException {
        Instant earlier = Instant.now();
        try (Guest first = mini()) {
            assertThat(first.bootLog().origin().isRecorded()).isTrue();
        }
        try (Guest guest = mini()) {
            Instant from = Instant.now().minusSeconds(1);
            String seconds = guest.shell().run("date +%s").stdout();
            assertThat(Instant.ofEpochSecond(Long.parseLong(seconds)))
                    .isBetween(from.minusSeconds(1), Instant.now().plusSeconds(1));

            assertThat(guest.bootLog().origin().at()).isBetween(earlier, Instant.now());
            assertThat(guest.bootLog().origin().toString())
                    .matches("recorded .* by process " + ProcessHandle.current().pid() + " on .*");
            assertThat(guest.bootLog().reached(BootPhase.ROOT_SHELL)).isTrue();
            assertThat(guest.bootLog().total()).isPresent();
            assertThat(guest.console().fromPowerOn().hasPrinted("Linux version"))
                    .isTrue();
            assertThat(guest.login().toString()).startsWith("root shell by autologin, ");
        }
    }

    @Test
    void a_clone_is_a_guest_like_any_other() {
        try (Guest first = mini()) {
            assertThat(first.shell().run("echo 1").stdout()).isEqualTo("1");
        }
        List<String> lines = new ArrayList<>();
        try (Guest guest = Guest.start(GuestSpec.of("mini"), line -> {
            synchronized (lines) {
                lines.add(line.text());
            }
        })) {
            RootShell root = guest.shell();
            var console = guest.console();
            root.run("echo hello from a clone >/dev/kmsg").requireSuccess();
            console.expect("hello from a clone");
            try (RunningCommand running = root.start("sleep 1000");
                    ReservedShell further = guest.openShell()) {
                assertThat(further.run("echo further").stdout()).isEqualTo("further");
                assertThat(running.isRunning()).isTrue();
            }
            assertThat(guest.prove()).isEmpty();
            assertThat(root.run(Command.of("sleep 100 & echo $!; exit 3")).exitStatus())
                    .isEqualTo(3);

            guest.reboot();
            assertThat(guest.bootLog().origin().isRecorded()).isFalse();
            assertThat(root.run("cat /proc/sys/kernel/hostname").stdout()).isEqualTo("mini");
        }
        synchronized (lines) {
            assertThat(lines).anyMatch(line -> line.contains("hello from a clone"));
        }
    }

    @ParameterizedTest
    @CsvSource({"mini, TEMPLATE", "mini, COLD", "debian-12, TEMPLATE"})
    void a_prepared_state_forks(String image, Boot boot) {
        GuestSpec spec = GuestSpec.of(image).boot(boot);
        try (Guest guest = Guest.start(spec)) {
            guest.shell()
                    .run("mkdir -p /srv && echo prepared >/srv/state && ip addr add 10.9.8.7/32 dev lo")
                    .requireSuccess();
            try (Template prepared = guest.snapshot()) {
                guest.shell().run("echo later >/srv/state").requireSuccess();
                for (int i = 0; i < 2; i++) {
                    try (Guest one = prepared.start();
                            Guest other = prepared.start()) {
                        assertThat(one.shell()
                                        .run("cat /srv/state; ip addr show dev lo")
                                        .lines())
                                .contains("prepared")
                                .anyMatch(line -> line.contains("10.9.8.7"));
                        one.shell().run("rm /srv/state").requireSuccess();
                        assertThat(other.shell().run("cat /srv/state").stdout()).isEqualTo("prepared");
                        assertThat(one.shell()
                                        .run("cat /proc/sys/kernel/random/uuid")
                                        .stdout())
                                .isNotEqualTo(other.shell()
                                        .run("cat /proc/sys/kernel/random/uuid")
                                        .stdout());
                        try (Template again = other.snapshot();
                                Guest third = again.start()) {
                            assertThat(third.shell().run("cat /srv/state").stdout())
                                    .isEqualTo("prepared");
                        }
                    }
                }
            }
            assertThat(guest.shell().run("cat /srv/state").stdout()).isEqualTo("later");
            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void a_snapshot_that_was_closed_gives_no_guest() {
        try (Guest guest = mini()) {
            Template template = guest.snapshot();
            template.close();
            assertThatThrownBy(template::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The snapshot of guest 'mini' gives no guest: ");
        }
    }

    @Test
    void clones_run_side_by_side() {
        List<CompletableFuture<String>> clones = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clones.add(CompletableFuture.supplyAsync(() -> {
                try (Guest guest = mini()) {
                    return guest.shell().run("cat /proc/sys/kernel/random/uuid").stdout();
                }
            }));
        }
        assertThat(clones.stream().map(CompletableFuture::join).distinct()).hasSize(4);
    }

    @Test
    void two_processes_at_once_build_one_template() throws Exception {
        Process first = ForkedGuest.start(cache);
        Process second = ForkedGuest.start(cache);
        String said = new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                + new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).contains("uid 0 built").contains("uid 0 found");
        assertThat(said).containsPattern("Guest 'mini' waits for its template, which (another )?process.* builds");
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(templates()).hasSize(1);
    }

    @Test
    void whenever_a_process_is_killed_the_next_one_has_its_guest() throws Exception {
        long start = System.nanoTime();
        assertThat(said(ForkedGuest.start(cache))).contains("uid 0 built");
        long whole = System.nanoTime() - start;
        int points = Integer.getInteger("kvmguest.test.kills", 5);
        for (int i = 1; i <= points; i++) {
            TemplateStore.in(new CacheDirectory(cache)).clear();
            Process killed = ForkedGuest.start(cache);
            boolean ended = killed.waitFor(whole * i / (points + 1), TimeUnit.NANOSECONDS);
            killed.destroyForcibly().waitFor();

            assertThat(said(ForkedGuest.start(cache)))
                    .as("killed at %d of %d, when it had ended: %s", i, points + 1, ended)
                    .containsPattern("uid 0 (built|found)");
        }
    }

    private static String said(Process jvm) throws Exception {
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "garbled", "forgetful"})
    void a_torn_template_is_built_anew(String damage) throws IOException {
        try (Guest first = mini()) {
            assertThat(first.bootLog().origin().isRecorded()).isTrue();
        }
        TemplateFolder template = templates().get(0);
        Instant recorded = Instant.parse(template.facts().get(TemplateFolder.RECORDED_AT));
        damage(template, damage);

        try (Guest guest = mini()) {
            assertThat(guest.shell().run("id -u").stdout()).isEqualTo("0");
            assertThat(guest.bootLog().origin().isRecorded()).isTrue();
            assertThat(guest.bootLog().origin().at()).isAfter(recorded);
        }
    }

    private static void damage(TemplateFolder template, String damage) throws IOException {
        switch (damage) {
            case "cut" -> {
                try (RandomAccessFile file =
                        new RandomAccessFile(template.devices().toFile(), "rw")) {
                    file.setLength(1000);
                }
            }
            case "garbled" -> {
                try (RandomAccessFile file =
                        new RandomAccessFile(template.devices().toFile(), "rw")) {
                    file.seek(1000);
                    file.write(new byte[100_000]);
                }
            }
            case "forgetful" -> {
                try (RandomAccessFile file =
                        new RandomAccessFile(template.memory().toFile(), "rw")) {
                    long length = file.length();
                    file.setLength(0);
                    file.setLength(length);
                }
            }
            default -> throw new IllegalArgumentException(damage);
        }
    }

    @Test
    void where_there_can_be_none_the_guest_is_booted_and_says_why() throws IOException {
        System.setProperty(Templates.PROPERTY, "off");

        try (Guest guest = mini()) {
            assertThat(guest.bootLog().origin()).hasToString("cold boot (templates are turned off)");
        }
        try (Guest guest = Guest.start(GuestSpec.of("mini").boot(Boot.COLD))) {
            assertThat(guest.bootLog().origin()).hasToString("cold boot");
        }
        assertThat(templates()).isEmpty();
    }

    @Test
    void whoever_is_interrupted_throws_no_template_away() throws Exception {
        try (Guest first = mini()) {
            assertThat(first.isAlive()).isTrue();
        }
        String identity = templates().get(0).identity();
        for (int delay = 0; delay <= 300; delay += 50) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Thread starter = new Thread(() -> {
                try (Guest guest = mini()) {
                    outcome.complete("started " + guest.name());
                } catch (RuntimeException e) {
                    outcome.complete(String.valueOf(e.getMessage()));
                }
            });
            starter.start();
            starter.join(1 + delay);
            starter.interrupt();
            assertThat(outcome.get(2, TimeUnit.MINUTES)).containsPattern("started|[Ii]nterrupted");
            starter.join();
            assertThat(templates()).hasSize(1);
            assertThat(templates().get(0).identity()).isEqualTo(identity);
        }
        try (Guest after = mini()) {
            assertThat(after.bootLog().origin().isRecorded()).isTrue();
        }
    }

    @Test
    void without_a_cache_it_is_kept_for_this_run_alone() throws Exception {
        System.setProperty(Templates.CACHE_PROPERTY, "off");

        Path memory;
        try (Guest first = mini();
                Guest second = mini()) {
            assertThat(second.bootLog().origin().isRecorded()).isTrue();
            assertThat(second.bootLog().origin().at())
                    .isEqualTo(first.bootLog().origin().at());
            memory = Path.of(second.commandLine().stream()
                    .filter(word -> word.startsWith("memory-backend-file,"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(".*mem-path=|,share=.*", ""));
            assertThat(memory).exists();
        }
        assertThat(templates()).isEmpty();
        assertThat(said(ForkedGuest.start(cache, "-D" + Templates.CACHE_PROPERTY + "=off")))
                .contains("uid 0 built");
        assertThat(templates()).isEmpty();
    }

    @Test
    void a_machine_that_cannot_be_saved_is_booted() throws IOException {
        // QEMU has no way to save it: "non-migratable device".
        GuestSpec spec = GuestSpec.of("mini").qemuArguments("-device", "nvme,serial=1");

        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.bootLog().origin().toString()).startsWith("cold boot (no template: ");
            assertThat(guest.shell().run("id -u").stdout()).isEqualTo("0");
        }
        assertThat(templates()).isEmpty();
        assertThat(cache.resolve("templates")).isEmptyDirectory();
    }

    @Test
    void disks_that_others_may_write_to_are_not_saved() throws IOException {
        Path disk = Files.write(cache.resolve("disk.raw"), new byte[1 << 20]);
        GuestSpec spec = GuestSpec.of("mini").qemuArguments("-drive", "file=" + disk + ",format=raw,if=virtio");

        try (Guest guest = Guest.start(spec)) {
            assertThat(guest.bootLog().origin())
                    .hasToString("cold boot (no template: its qemuArguments name disks, which may change behind its"
                            + " back)");
        }
        assertThat(templates()).isEmpty();
    }

    @Test
    void what_was_not_used_for_long_makes_room() throws IOException {
        System.setProperty(TemplateStore.LIMIT_PROPERTY, "1M");
        try {
            try (Guest guest = mini()) {
                assertThat(guest.bootLog().origin().isRecorded()).isTrue();
            }
            TemplateFolder old = templates().get(0);
            Files.setLastModifiedTime(
                    old.path().resolve("template.properties"),
                    FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            try (Guest guest = Guest.start(GuestSpec.of("mini").name("other"))) {
                assertThat(guest.bootLog().origin().isRecorded()).isTrue();
            }
            assertThat(old.path()).doesNotExist();
            assertThat(templates()).hasSize(1);
        } finally {
            System.clearProperty(TemplateStore.LIMIT_PROPERTY);
        }
    }
}

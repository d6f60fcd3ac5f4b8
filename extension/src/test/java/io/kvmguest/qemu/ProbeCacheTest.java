package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeCacheTest {

    private static final KvmVerdict YES =
            new KvmVerdict(true, "/dev/kvm opens, and a guest ran", "", "host,-arch-capabilities");

    private final Path directory;

    ProbeCacheTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void gives_back_what_was_kept() throws IOException {
        cache("7.2.0", "boot").write(YES);

        assertThat(cache("7.2.0", "boot").read()).hasValue(YES);
        try (var files = Files.list(directory.resolve("probe"))) {
            assertThat(files).containsExactly(directory.resolve("probe/kvm-usr-bin-qemu-system-x86-64.json"));
        }
    }

    @Test
    void says_how_to_probe_again_when_kvm_does_not_work() {
        ProbeCache cache = cache("7.2.0", "boot");
        cache.write(KvmVerdict.no("it crawls", "forgotten"));

        assertThat(cache.read())
                .hasValue(new KvmVerdict(
                        false,
                        "it crawls",
                        "Stock kernels will not boot under it. This was found once for this boot of the host; to try again,"
                                + " delete " + directory + "/probe/kvm-usr-bin-qemu-system-x86-64.json.",
                        "host"));
    }

    @Test
    void forgets_at_the_next_boot_and_with_another_version() {
        cache("7.2.0", "boot").write(YES);

        assertThat(cache("7.2.0", "another boot").read()).isEmpty();
        assertThat(cache("7.2.1", "boot").read()).isEmpty();
    }

    @Test
    void has_nothing_before_something_was_kept() {
        assertThat(cache("7.2.0", "boot").read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "{\"key\":\"1 boot /usr/bin/qemu-system-x86_64 7.2.0\",\"works\":1}", "\0"})
    void ignores_a_torn_file(String content) throws IOException {
        ProbeCache cache = cache("7.2.0", "boot");
        Files.createDirectories(cache.file().getParent());
        Files.writeString(cache.file(), content);

        assertThat(cache.read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 40, 80})
    void ignores_a_file_that_was_cut(int length) throws IOException {
        ProbeCache cache = cache("7.2.0", "boot");
        cache.write(YES);
        Files.writeString(cache.file(), Files.readString(cache.file()).substring(0, length));

        assertThat(cache.read()).isEmpty();
    }

    @Test
    void does_without_a_directory_that_cannot_be_made() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        ProbeCache cache = ProbeCache.of(file, binary("7.2.0"), "boot");

        cache.write(YES);

        assertThat(cache.read()).isEmpty();
    }

    private ProbeCache cache(String version, String bootId) {
        return ProbeCache.of(directory, binary(version), bootId);
    }

    private static QemuBinary binary(String version) {
        return new QemuBinary(
                Path.of("/usr/bin/qemu-system-x86_64"),
                QemuVersion.parse("QEMU emulator version " + version).orElseThrow(),
                true);
    }
}

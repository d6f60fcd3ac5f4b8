package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpioArchiveTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writes_what_the_kernel_reads() throws IOException {
        try (CpioArchive archive = new CpioArchive(out)) {
            archive.directory("dev");
            archive.file("etc/init.d/rcS", "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), 0755);
            archive.link("init", "sbin/init");
        }

        assertThat(entries(out.toByteArray()))
                .containsExactly(
                        "40755 dev ",
                        "40755 etc ",
                        "40755 etc/init.d ",
                        "100755 etc/init.d/rcS #!/bin/sh\n",
                        "120777 init sbin/init",
                        "0 TRAILER!!! ");
    }

    @Test
    void writes_the_same_bytes_for_the_same_content() throws IOException {
        byte[][] archives = new byte[2][];
        for (int i = 0; i < 2; i++) {
            out.reset();
            try (CpioArchive archive = new CpioArchive(out)) {
                archive.file("a", new byte[] {1, 2, 3}, 0644);
            }
            archives[i] = out.toByteArray();
        }

        assertThat(archives[1]).isEqualTo(archives[0]);
    }

    @Test
    void refuses_a_path_twice() throws IOException {
        try (CpioArchive archive = new CpioArchive(out)) {
            archive.link("bin/sh", "busybox");

            assertThat(archive.contains("bin/sh")).isTrue();
            assertThat(archive.contains("bin/ash")).isFalse();
            assertThatThrownBy(() -> archive.file("bin/sh", new byte[0], 0644))
                    .hasMessage("'bin/sh' is in the archive already");
        }
    }

    /** Reads an archive by the letter of the format: mode, name, content. */
    private static List<String> entries(byte[] bytes) {
        List<String> entries = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            String header = new String(bytes, at, 110, StandardCharsets.US_ASCII);
            assertThat(header).startsWith("070701");
            int mode = Integer.parseInt(header.substring(14, 22), 16);
            int size = Integer.parseInt(header.substring(54, 62), 16);
            int nameSize = Integer.parseInt(header.substring(94, 102), 16);
            assertThat(bytes[at + 110 + nameSize - 1]).isZero();
            String name = new String(bytes, at + 110, nameSize - 1, StandardCharsets.UTF_8);
            at = (at + 110 + nameSize + 3) & ~3;
            entries.add(Integer.toOctalString(mode) + " " + name + " "
                    + new String(bytes, at, size, StandardCharsets.UTF_8));
            at = (at + size + 3) & ~3;
        }
        return entries;
    }
}

package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {

    private static final String MD5 = "0123456789abcdef0123456789ABCDEF";
    private static final String SHA256 = "ab".repeat(32);
    private static final String SHA512 = "cd".repeat(64);

    @Test
    void is_found_in_what_sha256sum_writes() {
        assertThat(Checksum.find(SHA256 + "  other.img\n" + SHA512 + " *own.img\n", "own.img"))
                .contains(new Checksum("SHA-512", SHA512));
        assertThat(Checksum.find(SHA256 + "  ./own.img\r\n", "own.img")).contains(new Checksum("SHA-256", SHA256));
    }

    @Test
    void is_found_in_the_signed_list_of_fedora() {
        assertThat(Checksum.find("""
                -----BEGIN PGP SIGNED MESSAGE-----
                Hash: SHA256

                # Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2: 583532544 bytes
                SHA256 (Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2) = %s
                """.formatted(SHA256), "Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2"))
                .contains(new Checksum("SHA-256", SHA256));
    }

    @Test
    void is_found_in_a_file_with_nothing_else() {
        assertThat(Checksum.find(SHA512 + "\n", "own.img")).contains(new Checksum("SHA-512", SHA512));
    }

    @Test
    void is_in_lower_case() {
        assertThat(Checksum.find(MD5 + "  own.img", "own.img"))
                .contains(new Checksum("MD5", "0123456789abcdef0123456789abcdef"));
    }

    @Test
    void is_not_that_of_another_file() {
        assertThat(Checksum.find(SHA256 + "  own.img.xz\n" + SHA256 + "  my-own.img\n", "own.img"))
                .isEmpty();
        assertThat(Checksum.find("<html>404</html>", "own.img")).isEmpty();
        assertThat(Checksum.find("", "own.img")).isEmpty();
    }

    @Test
    void is_computed_of_a_file(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("abc"), "abc");

        assertThat(new Checksum("MD5", "").of(file)).isEqualTo(new Checksum("MD5", "900150983cd24fb0d6963f7d28e17f72"));
    }
}

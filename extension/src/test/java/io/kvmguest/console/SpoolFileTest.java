package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFileTest {

    private static String read(SpoolFile spool, long from, int count) {
        byte[] bytes = new byte[count];
        spool.read(from, bytes, 0, count);
        return new String(bytes, UTF_8);
    }

    @Test
    void reads_what_was_appended_before_and_after_the_end(@TempDir Path directory) throws Exception {
        SpoolFile spool = new SpoolFile(directory.resolve("spool"));
        spool.append("hello, ".getBytes(UTF_8), 0, 7);
        spool.append("a world!".getBytes(UTF_8), 2, 6);
        assertThat(spool.length()).isEqualTo(13);
        assertThat(read(spool, 5, 4)).isEqualTo(", wo");
        spool.finish();
        spool.finish();
        assertThat(read(spool, 0, 13)).isEqualTo("hello, world!");
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> read(spool, 10, 4))
                .withMessage("bytes 10 to 14 of 13");
    }

    @Test
    void is_read_by_interrupted_threads_without_harm(@TempDir Path directory) throws Exception {
        SpoolFile spool = new SpoolFile(directory.resolve("spool"));
        spool.append("hello".getBytes(UTF_8), 0, 5);
        Thread.currentThread().interrupt();
        assertThat(read(spool, 0, 5)).isEqualTo("hello");
        assertThat(Thread.interrupted()).isTrue();
        spool.append("!".getBytes(UTF_8), 0, 1);
        assertThat(read(spool, 0, 6)).isEqualTo("hello!");
        spool.finish();
    }

    @Test
    void keeps_what_fits_when_the_disk_is_full(@TempDir Path directory) throws Exception {
        SpoolFile spool = new FullDisk(directory.resolve("spool"), 7);
        spool.append("12345".getBytes(UTF_8), 0, 5);
        assertThatIOException().isThrownBy(() -> spool.append("67890".getBytes(UTF_8), 0, 5));
        assertThat(spool.length()).isEqualTo(7);
        assertThat(read(spool, 0, 7)).isEqualTo("1234567");
        spool.finish();
    }

    @Test
    void says_that_somebody_cut_it_short(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("spool");
        SpoolFile spool = new SpoolFile(file);
        spool.append("12345".getBytes(UTF_8), 0, 5);
        spool.finish();
        Files.writeString(file, "123");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> read(spool, 0, 5))
                .withMessageContaining(file + " was cut short by somebody else");
    }
}

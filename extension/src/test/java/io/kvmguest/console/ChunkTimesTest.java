package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkTimesTest {

    private static final long MS = 1_000_000;

    @Test
    void gives_the_time_of_the_chunk_that_a_byte_came_in(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("times");
        ChunkTimes times = new ChunkTimes(file);
        assertThat(times.at(0)).isZero();
        times.add(0, 5 * MS);
        times.add(10, 7 * MS);
        times.add(12, 7 * MS + 999_999);
        times.add(20, 8 * MS);
        assertThat(times.at(0)).isEqualTo(5 * MS);
        assertThat(times.at(9)).isEqualTo(5 * MS);
        assertThat(times.at(10)).isEqualTo(7 * MS);
        assertThat(times.at(19)).isEqualTo(7 * MS);
        assertThat(times.at(20)).isEqualTo(8 * MS);
        assertThat(times.at(99)).isEqualTo(8 * MS);
        times.finish();
        assertThat(file).doesNotExist();
    }

    @Test
    void puts_many_records_into_a_file_and_finds_them_there(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("times");
        ChunkTimes times = new ChunkTimes(file);
        int records = 10 * ChunkTimes.BLOCK + 17;
        for (int i = 0; i < records; i++) {
            times.add(3L * i, 2L * i * MS);
        }
        assertThat(Files.size(file)).isEqualTo(10L * ChunkTimes.BLOCK * 16);
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < records; i += pass == 0 ? 1 : 977) {
                assertThat(times.at(3L * i)).isEqualTo(2L * i * MS);
                assertThat(times.at(3L * i + 2)).isEqualTo(2L * i * MS);
            }
            // Readable behind the end as well.
            times.finish();
        }
    }
}

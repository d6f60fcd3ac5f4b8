package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {

    private static final int TOGETHER = 10;

    /** How often that many start; 20 times with -Dkvmguest.slow=true. */
    private static final int ROUNDS = Boolean.getBoolean("kvmguest.slow") ? 20 : 1;

    /** What each JVM runs. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) {
            System.exit(SerialPorts.all() == null ? 1 : 42);
        }
    }

    @Test
    @Timeout(900)
    void is_loaded_by_many_that_start_together_from_nothing_and_leaves_nothing(@TempDir Path directory)
            throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Path temporary = Files.createDirectory(directory.resolve("tmp" + round));
            List<Process> all = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                all.add(start(temporary, directory.resolve("out" + i)));
            }
            for (Process each : all) {
                assertThat(each.waitFor(5, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(all).extracting(Process::exitValue).containsOnly(42);
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private static Process start(Path temporary, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Duser.home=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}

package io.kvmguest.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CacheLockTest {

    private final Path file;
    private @Nullable Process other;

    CacheLockTest(@TempDir Path directory) {
        this.file = directory.resolve("locks/image-mini.lock");
    }

    @AfterEach
    void endTheOtherProcess() throws Exception {
        if (other != null) {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void is_taken_at_once_when_nobody_has_it() throws Exception {
        CacheLock.take(file, who -> {
                    throw new AssertionError("waited for " + who);
                })
                .close();

        assertThat(Files.readString(file).strip())
                .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
    }

    @Test
    void waits_for_another_process_and_says_for_which() throws Exception {
        Process holder = holder();

        CompletableFuture<String> waiting = new CompletableFuture<>();
        CompletableFuture<CacheLock> taken = takeOnAnotherThread(waiting);
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("process " + holder.pid());
        assertThat(taken).isNotDone();
        holder.getOutputStream().close();

        taken.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void is_free_when_the_process_that_had_it_was_killed() throws Exception {
        Process holder = holder();

        CompletableFuture<String> waiting = new CompletableFuture<>();
        CompletableFuture<CacheLock> taken = takeOnAnotherThread(waiting);
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("process " + holder.pid());
        holder.destroyForcibly();

        taken.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void keeps_the_threads_of_one_process_apart() throws Exception {
        CacheLock first = CacheLock.take(file, who -> {});

        CompletableFuture<String> waiting = new CompletableFuture<>();
        CompletableFuture<CacheLock> taken = takeOnAnotherThread(waiting);
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("another thread of this process");
        assertThat(taken).isNotDone();
        first.close();

        taken.get(60, TimeUnit.SECONDS).close();
    }

    private Process holder() throws Exception {
        Process holder = LockHolder.start(file);
        other = holder;
        BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).isEqualTo("held");
        return holder;
    }

    private CompletableFuture<CacheLock> takeOnAnotherThread(CompletableFuture<String> waiting) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return CacheLock.take(file, waiting::complete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of serial line has to fulfil, whatever it runs over. */
@Timeout(120)
abstract class SerialLineContract {

    /** The far end of a line: the guest's. */
    interface Peer {
        void print(byte[] bytes) throws IOException;

        /** Reads at least one byte; -1 at the end. */
        int read(byte[] buffer) throws IOException;

        /** Goes, with whatever it has not read. */
        void hangUp() throws IOException;
    }

    record Pair(SerialLine line, Peer peer) {}

    abstract Pair connect(Path directory) throws Exception;

    /** Returns whether what the peer had printed can still be read when it has gone. */
    boolean keepsLastWords() {
        return true;
    }

    private Pair pair;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        pair = connect(directory);
    }

    @AfterEach
    void close() throws IOException {
        pair.line().close();
        pair.peer().hangUp();
    }

    private String read(int length) throws IOException {
        byte[] buffer = new byte[length];
        int count = pair.line().read(buffer, 0, length);
        return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
    }

    record Running<T>(Thread thread, CompletableFuture<T> result) {
        T get() throws Exception {
            return result.get(60, TimeUnit.SECONDS);
        }
    }

    static <T> Running<T> onThread(Callable<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread started = new Thread(() -> {
            try {
                future.complete(task.call());
            } catch (Exception e) {
                future.completeExceptionally(e);
            }
        });
        started.setDaemon(true);
        started.start();
        return new Running<>(started, future);
    }

    /** Waits until a thread is blocked, in a system call or else. */
    static void awaitQuiet(Thread thread) {
        int quiet = 0;
        StackTraceElement[] last = {};
        while (quiet < 1_000) {
            StackTraceElement[] now = thread.getStackTrace();
            quiet = now.length > 0 && Arrays.equals(now, last) ? quiet + 1 : 0;
            last = now;
            Thread.onSpinWait();
        }
    }

    @Test
    void carries_bytes_both_ways() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        pair.peer().print(all);
        byte[] got = new byte[300];
        int count = 0;
        while (count < 256) {
            count += pair.line().read(got, 10 + count, 290 - count);
        }
        assertThat(Arrays.copyOfRange(got, 10, 266)).isEqualTo(all);

        pair.line().write(all, 3, 200);
        byte[] typed = new byte[300];
        int read = 0;
        while (read < 200) {
            byte[] some = new byte[300];
            int n = pair.peer().read(some);
            System.arraycopy(some, 0, typed, read, n);
            read += n;
        }
        assertThat(Arrays.copyOf(typed, read)).isEqualTo(Arrays.copyOfRange(all, 3, 203));
    }

    @Test
    void waits_for_the_first_byte() throws Exception {
        Running<String> read = onThread(() -> read(10));
        awaitQuiet(read.thread());
        assertThat(read.result()).isNotDone();
        pair.peer().print("x".getBytes(UTF_8));
        assertThat(read.get()).isEqualTo("x");
    }

    @Test
    void gives_all_that_was_printed_before_a_hang_up() throws Exception {
        assumeTrue(keepsLastWords(), "Linux throws away what was not read of a terminal that hangs up");
        pair.peer().print("last words".getBytes(UTF_8));
        pair.peer().hangUp();
        assertThat(read(4)).isEqualTo("last");
        assertThat(read(100)).isEqualTo(" words");
        assertThat(read(100)).isEqualTo("the end");
        assertThat(read(100)).isEqualTo("the end");
    }

    @Test
    void takes_a_peer_that_goes_without_having_read_all_for_a_hang_up() throws Exception {
        pair.line().write("never read".getBytes(UTF_8), 0, 10);
        pair.peer().print("last words".getBytes(UTF_8));
        if (keepsLastWords()) {
            pair.peer().hangUp();
        }
        assertThat(read(100)).isEqualTo("last words");
        pair.peer().hangUp();
        assertThat(read(100)).isEqualTo("the end");
    }

    @Test
    void is_woken_by_close_while_it_reads() throws Exception {
        Running<String> read = onThread(() -> read(10));
        awaitQuiet(read.thread());
        pair.line().close();
        assertThat(read.get()).isEqualTo("the end");
        assertThat(read(10)).isEqualTo("the end");
        pair.line().close();
    }

    @Test
    void is_woken_by_close_while_it_writes() throws Exception {
        Running<Boolean> write = onThread(this::writeUntilItFails);
        awaitQuiet(write.thread());
        assertThat(write.result()).isNotDone();
        pair.line().close();
        assertThat(write.get()).isFalse();
    }

    /** Returns whether it was an interrupt. */
    private boolean writeUntilItFails() {
        try {
            while (true) {
                pair.line().write(new byte[10_000], 0, 10_000);
            }
        } catch (InterruptedIOException e) {
            return Thread.interrupted();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void outlives_a_writer_that_is_interrupted() throws Exception {
        Running<Boolean> write = onThread(this::writeUntilItFails);
        awaitQuiet(write.thread());
        write.thread().interrupt();
        assertThat(write.get()).isTrue();
        pair.peer().print("still here".getBytes(UTF_8));
        assertThat(read(100)).isEqualTo("still here");
    }

    @Test
    void writes_and_reads_on_an_interrupted_thread() throws Exception {
        Thread.currentThread().interrupt();
        pair.line().write("x".getBytes(UTF_8), 0, 1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pair.peer().read(new byte[10])).isEqualTo(1);
        pair.peer().print("y".getBytes(UTF_8));
        Thread.currentThread().interrupt();
        assertThat(read(10)).isEqualTo("y");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refuses_to_write_when_the_peer_is_gone() throws Exception {
        pair.peer().hangUp();
        assertThat(writeUntilItFails()).isFalse();
        pair.line().close();
        assertThatIOException().isThrownBy(() -> pair.line().write(new byte[1], 0, 1));
    }

    @Test
    void loses_nothing_of_a_flood() throws Exception {
        byte[] all = new byte[10_000_000];
        new Random(1).nextBytes(all);
        Running<Boolean> flood = onThread(() -> {
            Random sizes = new Random(2);
            for (int i = 0; i < all.length; ) {
                int count = Math.min(all.length - i, 1 + sizes.nextInt(10_000));
                pair.peer().print(Arrays.copyOfRange(all, i, i + count));
                i += count;
            }
            return true;
        });
        byte[] got = new byte[all.length];
        for (int i = 0; i < got.length; ) {
            int count = pair.line().read(got, i, Math.min(got.length - i, 4096));
            assertThat(count).as("bytes read behind the first %d", i).isPositive();
            i += count;
        }
        flood.get();
        assertThat(MessageDigest.isEqual(got, all))
                .as("every byte is the one that was sent")
                .isTrue();
        pair.peer().hangUp();
        assertThat(read(1)).isEqualTo("the end");
    }

    @Test
    void carries_a_flood_both_ways_at_once() throws Exception {
        byte[] all = new byte[1_000_000];
        new Random(3).nextBytes(all);
        Running<Boolean> printed = onThread(() -> {
            pair.peer().print(all);
            return true;
        });
        Running<Boolean> typed = onThread(() -> {
            pair.line().write(all, 0, all.length);
            return true;
        });
        Running<byte[]> heard = onThread(() -> {
            byte[] got = new byte[all.length];
            byte[] some = new byte[4096];
            for (int i = 0; i < got.length; ) {
                int count = pair.peer().read(some);
                System.arraycopy(some, 0, got, i, count);
                i += count;
            }
            return got;
        });
        byte[] read = new byte[all.length];
        for (int i = 0; i < read.length; ) {
            i += pair.line().read(read, i, Math.min(read.length - i, 4096));
        }
        assertThat(printed.get()).isTrue();
        assertThat(typed.get()).isTrue();
        assertThat(Arrays.equals(read, all))
                .as("what was read is what was printed")
                .isTrue();
        assertThat(Arrays.equals(heard.get(), all))
                .as("what the peer heard is what was typed")
                .isTrue();
    }

    @Test
    void says_so_where_it_carries_no_break() {
        assertThatIOException()
                .isThrownBy(() -> pair.line().sendBreak())
                .withMessageContaining(pair.line().description() + " carries no break");
    }
}

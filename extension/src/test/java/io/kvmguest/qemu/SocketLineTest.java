package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketLineTest {

    private final SocketPair pair;
    private final SocketLine line;

    SocketLineTest(@TempDir Path directory) {
        pair = new SocketPair(directory);
        line = pair.line();
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Test
    void reads_what_the_peer_writes_and_then_its_hang_up() throws IOException {
        pair.tell("hello");
        pair.hangUp();

        assertThat(read(3)).isEqualTo("hel");
        assertThat(read(10)).isEqualTo("lo");
        assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
        assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void reads_into_the_place_it_is_given() throws IOException {
        byte[] buffer = "..........".getBytes(StandardCharsets.US_ASCII);
        pair.tell("abcdef");

        assertThat(line.read(buffer, 2, 3)).isEqualTo(3);
        assertThat(new String(buffer, StandardCharsets.US_ASCII)).isEqualTo("..abc.....");
    }

    @Test
    void writes_more_than_a_socket_holds() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
            ByteBuffer all = ByteBuffer.allocate(bytes.length);
            try {
                while (all.hasRemaining() && pair.peer().read(all) >= 0) {
                    // Go on.
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return all.array();
        });

        line.write(bytes, 0, bytes.length);

        assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(bytes);
    }

    @Test
    void close_wakes_a_read() throws Exception {
        FutureTask<Integer> reading = new FutureTask<>(() -> line.read(new byte[1], 0, 1));
        startAndAwaitWaiting(reading);

        line.close();

        assertThat(reading.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void close_wakes_a_write() throws Exception {
        FutureTask<Void> writing = new FutureTask<>(
                () -> {
                    byte[] bytes = new byte[3_000_000];
                    assertThatExceptionOfType(ClosedChannelException.class)
                            .isThrownBy(() -> line.write(bytes, 0, bytes.length));
                },
                null);
        startAndAwaitWaiting(writing);

        line.close();

        writing.get(30, TimeUnit.SECONDS);
    }

    @Test
    void an_interrupt_ends_a_read_and_leaves_the_line_open() throws Exception {
        FutureTask<Boolean> reading = new FutureTask<>(() -> {
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> line.read(new byte[1], 0, 1))
                    .withMessageStartingWith("interrupted while waiting for unix:/");
            return Thread.interrupted();
        });
        startAndAwaitWaiting(reading).interrupt();

        assertThat(reading.get(30, TimeUnit.SECONDS)).as("still interrupted").isTrue();
        pair.tell("x");
        assertThat(read(1)).isEqualTo("x");
    }

    @Test
    void an_interrupt_ends_a_write_says_how_far_it_came_and_leaves_the_line_open() throws Exception {
        byte[] bytes = new byte[3_000_000];
        FutureTask<Integer> writing = new FutureTask<>(() -> {
            try {
                line.write(bytes, 0, bytes.length);
                return -1;
            } catch (InterruptedIOException e) {
                return e.bytesTransferred;
            }
        });
        startAndAwaitWaiting(writing).interrupt();

        int written = writing.get(30, TimeUnit.SECONDS);
        assertThat(written).isBetween(1, bytes.length - 1);
        ByteBuffer received = ByteBuffer.allocate(written);
        while (received.hasRemaining()) {
            pair.peer().read(received);
        }
        line.write(new byte[] {'y'}, 0, 1);
        assertThat(pair.peer().read(ByteBuffer.allocate(10))).isEqualTo(1);
    }

    @Test
    void an_interrupted_thread_can_write_what_there_is_room_for() throws IOException {
        Thread.currentThread().interrupt();

        line.write("ok\n".getBytes(StandardCharsets.US_ASCII), 0, 3);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(pair.hear()).isEqualTo("ok");
    }

    @Test
    void a_write_to_a_peer_that_hung_up_fails() {
        pair.hangUp();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> line.write(new byte[1], 0, 1));
    }

    @Test
    void what_was_not_read_before_the_hang_up_can_be_read_after_it() throws IOException {
        pair.tell("the last words");
        pair.hangUp();

        line.hangUp();

        assertThat(read(4)).isEqualTo("the ");
        assertThat(read(100)).isEqualTo("last words");
        assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void what_was_not_read_before_close_is_gone() throws IOException {
        pair.tell("the last words");
        line.hangUp();

        line.close();

        assertThat(line.read(new byte[1], 0, 1)).isEqualTo(-1);
    }

    @Test
    void a_hang_up_wakes_a_read() throws Exception {
        FutureTask<Integer> reading = new FutureTask<>(() -> line.read(new byte[1], 0, 1));
        startAndAwaitWaiting(reading);

        line.hangUp();

        assertThat(reading.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void says_where_it_is() {
        assertThat(line.description()).startsWith("unix:/").endsWith("/pair.sock");
    }

    private String read(int atMost) throws IOException {
        byte[] buffer = new byte[atMost];
        int count = line.read(buffer, 0, atMost);
        return new String(buffer, 0, count, StandardCharsets.US_ASCII);
    }

    /** Runs a task until it waits for the socket; a wake-up that came before would be seen as well. */
    private static Thread startAndAwaitWaiting(FutureTask<?> task) {
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("select")));
        return thread;
    }
}

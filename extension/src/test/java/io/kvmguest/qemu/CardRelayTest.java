package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frames between QEMU's end of a connection, which is this test's, and segments, which are too. */
@Timeout(60)
class CardRelayTest {

    private final Path directory;
    private SocketChannel qemu;
    private CardRelay relay;

    CardRelayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            qemu = SocketChannel.open(listener.getLocalAddress());
            relay = CardRelay.start("router", Map.of(0, listener.accept()), directory);
        }
    }

    @AfterEach
    void close() throws IOException {
        qemu.close();
        relay.close();
    }

    private SocketChannel segment() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("net0.sock")));
    }

    private static ByteBuffer frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .flip();
    }

    private static void send(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int unused = channel.write(bytes);
        }
    }

    private static void send(SocketChannel channel, String... texts) throws IOException {
        for (String text : texts) {
            send(channel, frame(text));
        }
    }

    private static String receive(SocketChannel channel) throws IOException {
        int length = read(channel, 4).getInt(0);
        return new String(read(channel, length).array(), StandardCharsets.US_ASCII);
    }

    private static ByteBuffer read(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            assertThat(channel.read(bytes)).as("what is there to read").isPositive();
        }
        return bytes;
    }

    /** What was sent before is where it goes to, as one answers the other. */
    private void exchange(SocketChannel segment, String text) throws IOException {
        send(segment, text);
        assertThat(receive(qemu)).isEqualTo(text);
        send(qemu, text);
        assertThat(receive(segment)).isEqualTo(text);
    }

    @Test
    void frames_pass_either_way_however_they_are_cut() throws IOException {
        String longest = "x".repeat(1 << 16);
        try (SocketChannel segment = segment()) {
            exchange(segment, "hello");
            exchange(segment, longest);
            exchange(segment, "");

            ByteBuffer two = ByteBuffer.allocate(16)
                    .put(frame("four"))
                    .put(frame("more"))
                    .flip();
            for (int i = 0; i < 16; i++) {
                send(qemu, two.slice(i, 1));
                send(segment, two.slice(i, 1));
            }
            assertThat(receive(segment)).isEqualTo("four");
            assertThat(receive(segment)).isEqualTo("more");
            assertThat(receive(qemu)).isEqualTo("four");
            assertThat(receive(qemu)).isEqualTo("more");
        }
    }

    @Test
    void a_guest_that_nobody_is_connected_to_is_not_held_up() throws IOException {
        ByteBuffer frame = frame("x".repeat(1500));
        for (int i = 0; i < 20_000; i++) {
            send(qemu, frame.rewind());
        }
        // As long as it stays there, whatever was before has gone.
        Awaitility.await().until(() -> {
            try (SocketChannel segment = segment()) {
                send(segment, "are you there?");
                assertThat(receive(qemu)).isEqualTo("are you there?");
                send(qemu, "yes");
                return receive(segment).equals("yes");
            }
        });
    }

    /** As it does where it has not switched Nagle's algorithm off, and Linux puts off acknowledgements. */
    @Test
    void a_qemu_that_keeps_short_frames_back_has_no_reason_to() throws IOException {
        List<Long> times = new ArrayList<>();
        try (SocketChannel segment = segment()) {
            exchange(segment, "hello");
            for (int i = 0; i < 51; i++) {
                long start = System.nanoTime();
                send(qemu, "one", "two", "three");
                for (String each : List.of("one", "two", "three")) {
                    assertThat(receive(segment)).isEqualTo(each);
                }
                times.add(System.nanoTime() - start);
                send(segment, "yes");
                assertThat(receive(qemu)).isEqualTo("yes");
            }
        }
        Collections.sort(times);
        assertThat(Duration.ofNanos(times.get(25))).as("at the median").isLessThan(Duration.ofMillis(30));
    }

    @Test
    void one_segment_comes_after_the_other() throws IOException {
        try (SocketChannel second = segmentAfter(segment())) {
            exchange(second, "hello");
        }
    }

    private SocketChannel segmentAfter(SocketChannel first) throws IOException {
        exchange(first, "first");
        SocketChannel second = segment();
        send(second, "second");
        exchange(first, "first again");
        first.close();
        assertThat(receive(qemu)).isEqualTo("second");
        return second;
    }

    @Test
    void half_a_frame_of_one_segment_is_not_mixed_with_those_of_the_next() throws IOException {
        try (SocketChannel first = segment()) {
            send(first, "whole");
            send(first, ByteBuffer.wrap(new byte[] {0, 0, 0, 100, 1, 2, 3}));
            assertThat(receive(qemu)).isEqualTo("whole");
        }
        try (SocketChannel second = segment()) {
            exchange(second, "hello");
        }
    }

    @Test
    void half_a_frame_of_the_guest_is_not_torn_by_a_change_of_segments() throws IOException {
        ByteBuffer frame = frame("one that lasts");
        SocketChannel first = segment();
        exchange(first, "hello");
        send(qemu, frame.slice(0, 7));
        SocketChannel second = segment();
        send(second, "second");
        first.close();
        assertThat(receive(qemu)).isEqualTo("second");
        send(qemu, frame.slice(7, frame.remaining() - 7));
        assertThat(receive(second)).isEqualTo("one that lasts");
        second.close();
    }

    @Test
    void a_segment_that_hangs_up_in_the_middle_of_a_flood_leaves_whole_frames() throws IOException {
        String text = "x".repeat(9000);
        try (SocketChannel first = segment()) {
            exchange(first, "hello");
            qemu.configureBlocking(false);
            flood(qemu, frame(text));
            qemu.configureBlocking(true);
        }
        try (SocketChannel second = segment()) {
            send(second, "second");
            assertThat(receive(qemu)).isEqualTo("second");
            send(qemu, rest);
            send(qemu, "the end");
            String last = receive(second);
            while (last.equals(text)) {
                last = receive(second);
            }
            assertThat(last).isEqualTo("the end");
        }
    }

    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** Writes the same frame until nothing is taken any more, for as long as that may be put off; returns how often. */
    private int flood(SocketChannel channel, ByteBuffer frame) {
        int[] count = {0};
        rest = frame.duplicate();
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    boolean stuck = true;
                    while (channel.write(rest) > 0) {
                        stuck = false;
                        if (!rest.hasRemaining()) {
                            rest = frame.duplicate();
                            count[0]++;
                        }
                    }
                    return stuck;
                });
        return count[0];
    }

    @Test
    void whoever_does_not_take_frames_holds_up_the_other_and_loses_none() throws IOException {
        ByteBuffer frame = frame("x".repeat(1500));
        try (SocketChannel segment = segment()) {
            exchange(segment, "hello");
            segment.configureBlocking(false);
            int toGuest = flood(segment, frame);
            segment.configureBlocking(true);
            // Linux alone holds up to 6 MB for a reader that takes nothing.
            assertThat(toGuest).isBetween(100, 10_000);
            for (int i = 0; i < toGuest; i++) {
                assertThat(receive(qemu)).hasSize(1500);
            }
            send(segment, rest);
            assertThat(receive(qemu)).hasSize(1500);

            qemu.configureBlocking(false);
            int fromGuest = flood(qemu, frame);
            qemu.configureBlocking(true);
            assertThat(fromGuest).isBetween(100, 10_000);
            for (int i = 0; i < fromGuest; i++) {
                assertThat(receive(segment)).hasSize(1500);
            }
            send(qemu, rest);
            assertThat(receive(segment)).hasSize(1500);
            exchange(segment, "hello again");
        }
    }

    @Test
    void ends_with_qemu_after_its_last_frames() throws Exception {
        try (SocketChannel segment = segment()) {
            exchange(segment, "hello");
            for (int i = 0; i < 100; i++) {
                send(qemu, "x".repeat(9000));
            }
            qemu.close();

            for (int i = 0; i < 100; i++) {
                assertThat(receive(segment)).hasSize(9000);
            }
            assertThat(Sockets.isHungUp(segment)).isTrue();
            relay.ended().get(30, TimeUnit.SECONDS);
            assertThatExceptionOfType(IOException.class).isThrownBy(this::segment);
        }
    }

    @Test
    void ends_when_what_comes_are_no_frames() throws Exception {
        try (SocketChannel segment = segment()) {
            exchange(segment, "hello");
            send(qemu, "last");
            send(qemu, ByteBuffer.wrap(new byte[] {1, 0, 0, 0}));

            assertThat(receive(segment)).isEqualTo("last");
            assertThat(Sockets.isHungUp(segment)).isTrue();
            relay.ended().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void closed_it_leaves_nothing() throws Exception {
        try (SocketChannel segment = segment()) {
            exchange(segment, "hello");
            relay.close();

            assertThat(relay.ended()).isDone();
            assertThat(Sockets.isHungUp(segment)).isTrue();
            assertThat(Sockets.isHungUp(qemu)).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("kvmguest router network cards");
        }
    }
}

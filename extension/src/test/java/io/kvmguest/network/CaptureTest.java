package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final Segment lan = Segment.create("lan", 7);
    private final List<Card> cards = new ArrayList<>();
    private Card a;
    private Card b;

    @BeforeEach
    void connect() {
        a = card("a", 1);
        b = card("b", 2);
        a.broadcast("hello");
        assertThat(b.receive()).isEqualTo("hello");
        b.broadcast("hello");
        assertThat(a.receive()).isEqualTo("hello");
    }

    @AfterEach
    void close() {
        lan.close();
        cards.forEach(Card::close);
    }

    private Card card(String name, int number) {
        Card card = new Card(folder, lan, name, number);
        cards.add(card);
        return card;
    }

    /** Sends a frame, and returns when it has arrived. */
    private void deliver(String text) {
        a.send(b, text);
        assertThat(b.receive()).isEqualTo(text);
    }

    private static FrameFilter saying(String text) {
        return FrameFilter.of(
                "frame saying " + text, frame -> new String(frame.bytes(), StandardCharsets.US_ASCII).endsWith(text));
    }

    private static String text(Frame frame) {
        return frame.link() + " " + frame.direction() + " "
                + new String(frame.bytes(), StandardCharsets.US_ASCII).substring(14);
    }

    @Test
    void sees_each_frame_where_it_comes_and_where_it_goes() {
        Instant before = Instant.now().minusMillis(100);
        try (Capture capture = lan.capture()) {
            deliver("one");
            a.broadcast("all");
            assertThat(b.receive()).isEqualTo("all");

            assertThat(capture.frames())
                    .extracting(CaptureTest::text)
                    .containsExactly("a FROM_GUEST one", "b TO_GUEST one", "a FROM_GUEST all", "b TO_GUEST all");
            assertThat(capture.frames()).extracting(Frame::at).isSorted();
            assertThat(capture.frames()).allSatisfy(frame -> assertThat(frame.time())
                    .isBetween(before, Instant.now().plusMillis(100)));
            assertThat(capture.frames(saying("one").and(Frames.deliveredTo("b"))))
                    .hasSize(1);
            assertThat(capture.frames(saying("hello"))).as("sent before").isEmpty();
            assertThat(capture).hasToString("capture of segment lan, 4 frames");
            assertThat(capture.segment()).isSameAs(lan);
            assertThat(capture.dropped()).isZero();
            assertThat(capture.trouble()).isEmpty();
        }
    }

    @Test
    void sees_what_links_do_to_frames() {
        try (Capture capture = lan.capture()) {
            b.link().cut();
            a.send(b, "cut off");
            Frame sent = capture.await(saying("cut off"), LONG);
            assertThat(sent.direction()).isEqualTo(FrameDirection.FROM_GUEST);
            // It is seen before its link does anything to it.
            await().atMost(LONG).until(() -> b.link().dropped() == 1);
            b.link().mend();
            a.link().loss(1);
            a.send(b, "lost");
            capture.await(saying("lost"), LONG);
            await().atMost(LONG).until(() -> a.link().dropped() == 1);
            a.link().reset();
            b.link().delay(Duration.ofMillis(20));
            deliver("late");

            assertThat(capture.frames(Frames.deliveredTo("b")))
                    .extracting(CaptureTest::text)
                    .containsExactly("b TO_GUEST late");
            Frame early = capture.frames(saying("late").and(Frames.sentBy("a"))).get(0);
            Frame late =
                    capture.frames(saying("late").and(Frames.deliveredTo("b"))).get(0);
            assertThat(late.at().minus(early.at())).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        }
    }

    @Test
    void knows_what_passed_before_it_is_asked() {
        try (Capture capture = lan.capture()) {
            for (int i = 0; i < 500; i++) {
                deliver("number " + i);
                assertThat(capture.since(new Capture.Mark(2L * i))).hasSize(2);
            }
        }
    }

    @Test
    void tells_apart_what_passed_before_and_behind_a_mark() {
        try (Capture capture = lan.capture()) {
            deliver("before");
            Capture.Mark mark = capture.mark();
            deliver("behind");
            assertThat(capture.since(mark)).hasSize(2).allMatch(saying("behind"));
            assertThat(capture.since(mark, Frames.deliveredTo("b"))).hasSize(1);
            Frame first = capture.frames().get(0);
            assertThat(capture.since(capture.behind(first))).hasSize(3);
            assertThat(capture.since(capture.mark())).isEmpty();
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Capture.Mark(-1))
                .withMessage("number must not be negative: -1");
    }

    @Test
    void waits_for_a_frame_that_comes_later() {
        try (Capture capture = lan.capture()) {
            CompletableFuture<Frame> awaited = CompletableFuture.supplyAsync(
                    () -> capture.await(saying("late").and(Frames.deliveredTo("b")), LONG));
            deliver("early");
            assertThat(awaited).isNotDone();
            deliver("late");
            assertThat(awaited.join()).extracting(CaptureTest::text).isEqualTo("b TO_GUEST late");
            assertThat(capture.await(saying("early"), Duration.ZERO).link()).isEqualTo("a");
        }
    }

    @Test
    void several_wait_and_none_misses_its_frame() {
        try (Capture capture = lan.capture()) {
            List<CompletableFuture<Frame>> waiting = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> capture.await(saying("<" + i + ">"), LONG), task -> new Thread(task).start()))
                    .toList();
            for (int round = 0; round < 50; round++) {
                deliver("noise");
            }
            for (int i = 0; i < 8; i++) {
                deliver("<" + i + ">");
                assertThat(waiting.get(i).join().link()).isEqualTo("a");
            }
        }
    }

    @Test
    void says_what_was_awaited_and_what_passed_instead() {
        try (Capture capture = lan.capture()) {
            a.send(RecordedFrames.bytes(RecordedFrames.ARP_REQUEST));
            capture.await(Frames.arp().and(Frames.deliveredTo("b")), LONG);
            assertThatExceptionOfType(CaptureTimeoutException.class)
                    .isThrownBy(() -> capture.await(Frames.arpFor("10.0.0.9"), SHORT))
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage()).replaceAll("\\d\\.\\d{6}", "0.123456"))
                            .isEqualTo("""
                                    Segment 'lan' carried no ARP request for 10.0.0.9 within 50 ms.
                                      Frames:
                                        | 0.123456 a> ARP who-has 10.0.0.2 tell 10.0.0.1
                                        | 0.123456 b< ARP who-has 10.0.0.2 tell 10.0.0.1
                                      Links:
                                        a: 2 frames from it, 1 to it
                                        b: 1 frames from it, 2 to it"""));
            Capture.Mark mark = capture.mark();
            assertThatExceptionOfType(CaptureTimeoutException.class)
                    .isThrownBy(() -> capture.await(Frames.arp(), mark, Duration.ZERO))
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage()).replaceAll("\\d\\.\\d{6}", "0.123456"))
                            .startsWith("""
                                    Segment 'lan' carried no ARP behind the mark within 0 ms.
                                      The last one before the mark:
                                        | 0.123456 b< ARP who-has 10.0.0.2 tell 10.0.0.1
                                      No frame has passed. Is the interface up in its guest?
                                    """));
        }
    }

    @Test
    void quotes_the_last_twenty_frames() {
        try (Capture capture = lan.capture()) {
            for (int i = 0; i < 15; i++) {
                deliver("x");
            }
            assertThatExceptionOfType(CaptureTimeoutException.class)
                    .isThrownBy(() -> capture.await(Frames.arp(), Duration.ZERO))
                    .withMessageContaining("\n  The last 20 of 30 frames:\n")
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                            .filteredOn(line -> line.contains(" | "))
                            .hasSize(20));
        }
    }

    @Test
    void ends_a_wait_when_nothing_can_come_any_more() {
        Capture capture = lan.capture();
        CompletableFuture<Frame> awaited = CompletableFuture.supplyAsync(() -> capture.await(Frames.arp(), LONG));
        deliver("something else");
        lan.close();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(awaited::join)
                .withCauseInstanceOf(CaptureEndedException.class)
                .withMessageContaining("Segment 'lan' was closed before ARP was seen.\n  Frames:\n    | 0.");
        assertThat(capture.isOver()).isTrue();
        assertThat(capture.frames(saying("something else"))).hasSize(2);
        capture.close();
    }

    @Test
    void keeps_its_frames_and_sees_no_more_when_it_is_closed() {
        Capture capture = lan.capture();
        deliver("one");
        capture.close();
        deliver("other");
        assertThat(capture.frames()).hasSize(2);
        assertThat(capture.await(saying("one"), LONG)).isNotNull();
        assertThatExceptionOfType(CaptureEndedException.class)
                .isThrownBy(() -> capture.await(saying("other"), LONG))
                .withMessageStartingWith(
                        "The capture of segment 'lan' was closed before frame saying other was seen.\n  Frames:\n");
        capture.close();
    }

    @Test
    void is_over_at_once_on_a_segment_that_was_closed() {
        lan.close();
        try (Capture capture = lan.capture()) {
            assertThat(capture.isOver()).isTrue();
            assertThat(capture.frames()).isEmpty();
        }
    }

    @Test
    void an_interrupt_ends_a_wait_and_is_kept() {
        try (Capture capture = lan.capture()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(CaptureInterruptedException.class)
                    .isThrownBy(() -> capture.await(Frames.arp(), LONG))
                    .withMessageMatching(
                            "(?s)Interrupted after \\d+ ms of waiting for Segment 'lan' to carry ARP\\.\\n.*");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void keeps_the_newest_when_there_is_no_room_for_all() {
        try (Capture capture = lan.capture(CaptureSpec.inMemory().memory(2_000))) {
            deliver("first");
            Capture.Mark mark = capture.mark();
            for (int i = 0; i < 20; i++) {
                deliver("number " + i);
            }
            List<Frame> kept = capture.frames();
            assertThat(kept).hasSizeBetween(8, 16);
            assertThat(text(kept.get(kept.size() - 1))).isEqualTo("b TO_GUEST number 19");
            assertThat(capture.dropped()).isEqualTo(42 - kept.size());
            assertThat(capture.dropped(mark)).isEqualTo(40 - kept.size());
            assertThat(capture.dropped(capture.mark())).isZero();
            assertThatExceptionOfType(CaptureTimeoutException.class)
                    .isThrownBy(() -> capture.await(Frames.arp(), SHORT))
                    .withMessageContaining("\n  Not kept for want of room: " + (42 - kept.size()) + " older frames.\n");
        }
    }

    @Test
    void writes_a_file_that_can_be_read_while_it_grows() {
        Path file = folder.resolve("deep/down/lan.pcapng");
        try (Capture capture = lan.capture(file)) {
            assertThat(PcapngFile.read(file)).isEqualTo(new PcapngFile(List.of(), List.of(), true));
            for (int i = 1; i <= 50; i++) {
                int count = 2 * i;
                deliver("number " + i);
                Awaitility.await().until(() -> PcapngFile.read(file).packets().size() == count);
            }
            assertThat(capture.frames()).hasSize(100);
        }
        assertThat(PcapngFile.read(file).complete()).isTrue();
    }

    @Test
    void writes_every_byte_with_link_direction_and_time() {
        Path file = folder.resolve("lan.pcapng");
        List<Frame> frames;
        try (Capture capture = lan.capture(file)) {
            RecordedFrames.all().values().forEach(a::send);
            b.send(a, "x".repeat(9_000));
            b.send(a, "end");
            capture.await(saying("end").and(Frames.deliveredTo("a")), LONG);
            frames = capture.frames();
        }
        PcapngFile read = PcapngFile.read(file);
        assertThat(read.complete()).isTrue();
        assertThat(read.interfaces())
                .containsExactlyInAnyOrder(
                        new PcapngFile.Interface("a", "segment lan"), new PcapngFile.Interface("b", "segment lan"));
        assertThat(read.packets())
                .isEqualTo(frames.stream()
                        .map(frame -> new PcapngFile.Packet(
                                frame.link(),
                                ChronoUnit.NANOS.between(Instant.EPOCH, frame.time()),
                                frame.direction() == FrameDirection.FROM_GUEST ? 1 : 2,
                                HexFormat.of().formatHex(frame.bytes())))
                        .toList());
    }

    @Test
    void writes_all_to_its_file_though_memory_keeps_the_newest() {
        Path file = folder.resolve("lan.pcapng");
        try (Capture capture = lan.capture(CaptureSpec.inMemory().memory(1_000).file(file))) {
            for (int i = 0; i < 100; i++) {
                deliver("number " + i);
            }
            assertThat(capture.frames()).hasSizeLessThan(10);
        }
        assertThat(PcapngFile.read(file).packets()).hasSize(200);
    }

    @Test
    void saves_later_what_it_has_kept() {
        Path file = folder.resolve("lan.pcapng");
        try (Capture capture = lan.capture()) {
            deliver("one");
            Capture.Mark mark = capture.mark();
            deliver("two");
            capture.save(file);
            assertThat(PcapngFile.read(file).packets()).hasSize(4);
            capture.save(file, mark);
            assertThat(PcapngFile.read(file).packets()).hasSize(2);
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> capture.save(folder))
                    .withMessageStartingWith("Frames of segment 'lan' cannot be written to " + folder + ": ");
        }
    }

    @Test
    void says_at_once_that_there_can_be_no_file() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> lan.capture(folder))
                .withMessageStartingWith("Frames of segment 'lan' cannot be written to " + folder + ": ");
        deliver("still there");
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }

    @Test
    void a_disk_that_fills_up_ends_the_file_and_nothing_else() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString()))
                .as("status of mounting a small disk, which takes root")
                .isZero();
        try (Capture capture = lan.capture(disk.resolve("lan.pcapng"))) {
            String much = "x".repeat(9_000);
            for (int i = 0; i < 10; i++) {
                deliver(much);
            }
            Awaitility.await().until(() -> capture.trouble().isPresent());
            assertThat(capture.trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble).hasMessageContaining("No space left on device"));
            deliver("goes on");
            assertThat(capture.frames()).hasSize(22);
            PcapngFile read = PcapngFile.read(disk.resolve("lan.pcapng"));
            assertThat(read.complete()).isTrue();
            assertThat(read.packets()).hasSizeBetween(1, 7);
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    @Test
    void a_capture_that_is_closed_in_the_middle_of_a_flood_has_a_complete_file() {
        Path file = folder.resolve("lan.pcapng");
        Thread flood = new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
                a.send(a, "to nobody");
            }
        });
        Capture capture = lan.capture(file);
        flood.start();
        capture.await(saying("to nobody"), LONG);
        capture.close();
        PcapngFile read = PcapngFile.read(file);
        assertThat(read.complete()).isTrue();
        assertThat(read.packets()).isNotEmpty();
        Awaitility.await().until(() -> !flood.isAlive());
    }
}

package io.kvmguest.network;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What faults do to frames, by a clock that the test holds. */
class FaultTest {

    private static final int FRAMES = 100_000;

    /** A frame that arrived: which one it was, and after how many nanoseconds. */
    private record Arrival(int number, long at) {}

    private final Segment lan = Segment.create("lan", 42);
    private final SocketChannel channel = open();
    private final Port port = new Port("client", channel, new Taps(), (from, buffer, start, end, now) -> {});
    private final Link link = new Link(lan, port);
    private final long start = System.nanoTime() + 1_000_000_000_000L;
    private final List<ByteBuffer> frames = new ArrayList<>();

    private static SocketChannel open() {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        lan.close();
        channel.close();
    }

    private static ByteBuffer frame(int number, int length) {
        ByteBuffer frame = ByteBuffer.allocate(Port.HEADER + length);
        frame.putInt(0, length).putLong(Port.HEADER, 0x0102030405060708L);
        return frame.putInt(Port.HEADER + length - 4, number);
    }

    /** Sends frames toward the client, one each interval, and returns which of them arrived, and when. */
    private List<Arrival> send(int count, Duration interval, int length) {
        List<Arrival> arrived = new ArrayList<>();
        Direction direction = port.toGuest();
        for (int i = 0; i < count; i++) {
            long now = start + i * interval.toNanos();
            releaseUntil(now, arrived);
            direction.pass(frame(i, length), 0, Port.HEADER + length, now, sink(arrived), sink(arrived));
        }
        releaseUntil(start + Duration.ofHours(1).toNanos(), arrived);
        return arrived;
    }

    private void releaseUntil(long end, List<Arrival> arrived) {
        long now = start;
        while (true) {
            long wait = port.toGuest().release(sink(arrived), now);
            if (wait == Long.MAX_VALUE || now + wait > end) {
                return;
            }
            now += wait;
        }
    }

    private Port.Frames sink(List<Arrival> arrived) {
        return (buffer, from, to, now) -> {
            arrived.add(new Arrival(buffer.getInt(to - 4), now - start));
            frames.add(ByteBuffer.allocate(to - from).put(0, buffer, from, to - from));
        };
    }

    private static List<Integer> numbers(List<Arrival> arrived) {
        return arrived.stream().map(Arrival::number).toList();
    }

    /** The 99.9 % confidence interval of a binomial distribution. */
    private static double spread(double ratio) {
        return 3.3 * Math.sqrt(FRAMES * ratio * (1 - ratio));
    }

    @Test
    void does_nothing_until_it_is_told_what() {
        Fault fault = link.toward("client");
        assertThat(numbers(send(3, ofMillis(1), 60))).containsExactly(0, 1, 2);
        assertThat(fault.matched()).isZero();
        assertThat(fault).hasToString("client, toward client: nothing; 0 frames");
    }

    @Test
    void works_one_way() {
        Fault fault = link.toward("lan").cut();
        assertThat(send(3, ofMillis(1), 60)).hasSize(3);
        assertThat(fault.matched()).isZero();
        fault.close();
        link.toward("client").cut();
        assertThat(send(3, ofMillis(1), 60)).isEmpty();
        assertThat(link.dropped()).isEqualTo(3);
    }

    @Test
    void loses_in_bursts() {
        Fault fault = link.toward("client").burstLoss(0.01, 0.25);
        List<Integer> arrived = numbers(send(FRAMES, ofNanos(1), 60));

        int bursts = 0;
        int last = -1;
        for (int each : arrived) {
            bursts += each > last + 1 ? 1 : 0;
            last = each;
        }
        double lost = fault.dropped();
        assertThat(lost).isCloseTo(FRAMES * 0.01 / 0.26, within(4 * spread(0.01 / 0.26)));
        assertThat(lost / bursts).as("frames in a row").isCloseTo(4, within(0.5));
    }

    @Test
    void doubles_and_corrupts_the_part_that_was_asked_for() {
        Fault fault = link.toward("client").duplicate(0.1).corrupt(0.2);
        assertThat(send(FRAMES, ofNanos(1), 60)).hasSize(FRAMES + (int) fault.duplicated());
        assertThat((double) fault.duplicated()).isCloseTo(FRAMES * 0.1, within(spread(0.1)));
        assertThat((double) fault.corrupted()).isCloseTo(FRAMES * 0.2, within(spread(0.2)));
    }

    @Test
    void turns_one_bit_behind_the_addresses() {
        link.toward("client").corrupt(1);
        send(1_000, ofNanos(1), 60);
        for (int i = 0; i < 1_000; i++) {
            int turned = 0;
            for (int at = 0; at < 64; at++) {
                int difference = (frames.get(i).get(at) ^ frame(i, 60).get(at)) & 0xff;
                turned += Integer.bitCount(difference);
                assertThat(difference == 0 || at >= Port.HEADER + 12).isTrue();
            }
            assertThat(turned).isEqualTo(1);
        }
    }

    @Test
    void delays_by_the_time_and_keeps_the_order_whatever_the_jitter() {
        link.toward("client").delay(ofMillis(40), ofMillis(40));
        List<Arrival> arrived = send(1_000, ofMillis(1), 60);
        assertThat(numbers(arrived)).isSorted().hasSize(1_000);
        assertThat(arrived).allSatisfy(each -> assertThat(each.at() - each.number() * 1_000_000L)
                .isBetween(0L, ofMillis(80).toNanos()));
    }

    @Test
    void what_follows_a_fault_that_was_ended_does_not_overtake_what_it_delayed() {
        Fault fault = link.toward("client").delay(ofMillis(40)).first(1);
        assertThat(send(3, ofMillis(1), 60))
                .containsExactly(
                        new Arrival(0, ofMillis(40).toNanos()),
                        new Arrival(1, ofMillis(40).toNanos()),
                        new Arrival(2, ofMillis(40).toNanos()));
        assertThat(fault.matched()).isEqualTo(1);
    }

    @Test
    void holds_back_frames_that_others_overtake() {
        Fault fault = link.toward("client").reorder(1, ofMillis(10)).first(2);
        assertThat(numbers(send(6, ofMillis(4), 60))).containsExactly(2, 0, 3, 1, 4, 5);
        assertThat(fault.reordered()).isEqualTo(2);
    }

    @Test
    void limits_the_rate_and_drops_what_finds_the_queue_full() {
        Fault fault = link.toward("client").rate(8_000_000, 10);
        // 1,000 bytes take a millisecond.
        List<Arrival> arrived = send(20, ofNanos(1), 1_000);
        assertThat(numbers(arrived)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(arrived.get(10).at()).isEqualTo(ofMillis(11).toNanos());
        assertThat(fault.dropped()).isEqualTo(9);
    }

    @Test
    void flaps_by_the_clock() {
        long before = System.nanoTime();
        link.toward("client").flapping(ofMillis(300), ofMillis(200));
        long uncertain = System.nanoTime() - before;
        List<Integer> arrived = numbers(send(2_000, ofMillis(1), 60));
        assertThat(arrived.size()).isCloseTo(1_200, within(2 + (int) (uncertain / 1_000_000)));
        long changes =
                arrived.stream().filter(each -> !arrived.contains(each + 1)).count();
        assertThat(changes).as("times that it goes down").isBetween(4L, 5L);
    }

    @Test
    void is_meant_for_some_frames_at_some_times() {
        Fault fault = link.toward("client")
                .cut()
                .matching(FrameFilter.of("odd", frame -> frame.bytes()[59] % 2 == 1))
                .first(3);
        assertThat(numbers(send(10, ofMillis(1), 60))).containsExactly(0, 2, 4, 6, 7, 8, 9);
        assertThat(fault.matched()).isEqualTo(3);
        assertThat(fault).hasToString("client, toward client: cut of odd; 3 frames, 3 dropped");
    }

    @Test
    void begins_and_ends_at_its_time() {
        try (Fault early = link.toward("client").cut().until(ofSeconds(1))) {
            assertThat(send(3, ofMillis(1), 60)).hasSize(3); // which is long after that
            assertThat(early.matched()).isZero();
        }
        Fault late = link.toward("client").cut().from(ofSeconds(1));
        assertThat(send(3, ofMillis(1), 60)).isEmpty();
        late.until(ofMillis(1_100));
        assertThat(send(3, ofMillis(1), 60)).hasSize(3);
    }

    @Test
    void several_work_one_after_another() {
        link.toward("client").delay(ofMillis(10));
        link.toward("client").delay(ofMillis(5));
        link.delay(ofMillis(1)).loss(0);
        assertThat(send(1, ofMillis(1), 60))
                .containsExactly(new Arrival(0, ofMillis(16).toNanos()));
        assertThat(link.faults()).hasSize(3);
        assertThat(link.toString())
                .isEqualTo(
                        "client: 0 frames from it, 1 to it; toward client: delay 0.01s; 1 frame; toward client: delay"
                                + " 0.005s; 1 frame; both ways: loss 0.0, delay 0.001s; 1 frame");
        link.reset();
        assertThat(link.faults()).isEmpty();
        assertThat(send(1, ofMillis(1), 60)).hasSize(1);
    }

    @Test
    void the_same_seed_means_the_same_fate() throws IOException {
        List<List<Integer>> fates = new ArrayList<>();
        for (long seed : new long[] {7, 7, 8}) {
            try (Segment segment = Segment.create("lan", seed)) {
                Port one = new Port("client", channel, new Taps(), (from, buffer, start, end, now) -> {});
                Fault fault = new Link(segment, one).toward("client").loss(0.2).duplicate(0.2);
                List<Arrival> arrived = new ArrayList<>();
                for (int i = 0; i < 1_000; i++) {
                    one.toGuest().pass(frame(i, 60), 0, 64, start, sink(arrived), sink(arrived));
                }
                assertThat(fault.dropped()).isPositive();
                fates.add(numbers(arrived));
            }
        }
        assertThat(fates.get(0)).isEqualTo(fates.get(1)).isNotEqualTo(fates.get(2));
    }

    // --- misuse -----------------------------------------------------------------------------------------------------

    private static void refuses(ThrowingCallable call, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(call)
                .withMessage(message);
    }

    @Test
    void refuses_what_cannot_be() {
        Fault fault = link.both();
        refuses(() -> fault.loss(-0.1), "loss must be from 0 to 1, but was -0.1");
        refuses(() -> fault.duplicate(30), "duplication must be from 0 to 1, but was 30.0");
        refuses(() -> fault.corrupt(Double.NaN), "corruption must be from 0 to 1, but was NaN");
        refuses(() -> fault.burstLoss(2, 1), "the beginning of a burst must be from 0 to 1, but was 2.0");
        refuses(() -> fault.burstLoss(0.1, 0), "the end of a burst must be above 0, or it never ends: use cut()");
        refuses(() -> fault.delay(ofMillis(-1)), "delay must not be negative, but was -0.001s");
        refuses(
                () -> fault.delay(ofMillis(1), ofMillis(2)),
                "jitter must not be more than the delay of 0.001s, but was 0.002s");
        refuses(() -> fault.reorder(0.1, Duration.ZERO), "reordering must be longer than nothing");
        refuses(() -> fault.flapping(Duration.ZERO, ofMillis(1)), "up must be longer than nothing");
        refuses(() -> fault.rate(0), "rate must be above 0 bits a second, but was 0");
        refuses(() -> fault.rate(1, -1), "queue must not be negative, but was -1");
        refuses(() -> fault.first(0), "the count of first frames must be above 0, but was 0");
        refuses(() -> fault.from(ofMillis(-1)), "from must not be negative, but was -0.001s");
        refuses(() -> link.toward("router"), "'router' is no end of this link. They are 'client' and 'lan'");
    }
}

package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SegmentTest {

    @TempDir
    Path folder;

    private final Segment lan = Segment.create("lan", 7);
    private final List<Card> cards = new ArrayList<>();
    private Card a;
    private Card b;
    private Card c;

    @BeforeEach
    void connect() {
        a = card("a", 1);
        b = card("b", 2);
        c = card("c", 3);
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

    /** Has the segment learn where the cards are. */
    private void introduce() {
        for (Card each : List.of(a, b, c)) {
            each.broadcast("hello");
            List.of(a, b, c).stream().filter(other -> other != each).forEach(other -> assertThat(other.receive())
                    .isEqualTo("hello"));
        }
    }

    @Test
    void sends_a_frame_to_all_others_until_it_knows_where_its_address_is() {
        a.send(b, "who knows");
        assertThat(b.receive()).isEqualTo("who knows");
        assertThat(c.receive()).isEqualTo("who knows");

        b.send(a, "me");
        assertThat(a.receive()).isEqualTo("me");
        a.send(b, "to you alone").broadcast("to all");
        assertThat(b.receive()).isEqualTo("to you alone");
        assertThat(b.receive()).isEqualTo("to all");
        assertThat(c.receive()).isEqualTo("to all");
    }

    @Test
    void takes_frames_in_every_split() {
        introduce();
        ByteBuffer two = ByteBuffer.allocate(200);
        two.put(a.frame(b.address(), "one")).put(a.frame(b.address(), "other")).flip();
        for (int split = 0; split <= two.limit(); split++) {
            a.write(two.slice(0, split));
            c.send(a, "behind the first part");
            assertThat(a.receive()).isEqualTo("behind the first part");
            a.write(two.slice(split, two.limit() - split));
            assertThat(b.receive()).isEqualTo("one");
            assertThat(b.receive()).isEqualTo("other");
        }
    }

    @Test
    void carries_long_frames_and_tags_as_they_are() {
        introduce();
        String long_ = "x".repeat(9_000);
        a.send(b, long_).send(b, "");
        assertThat(b.receive()).isEqualTo(long_);
        assertThat(b.receive()).isEmpty();
    }

    @Test
    void a_link_that_is_cut_carries_nothing_in_either_direction() {
        introduce();
        b.link().cut();
        a.send(b, "lost").broadcast("lost for b");
        assertThat(c.receive()).isEqualTo("lost for b");
        b.link().mend();
        a.send(b, "back");
        assertThat(b.receive()).isEqualTo("back");
        assertThat(b.link().dropped()).isEqualTo(2);
    }

    @Test
    void loses_the_part_that_was_asked_for() {
        introduce();
        b.link().loss(0.3);
        int frames = 100_000;
        long before = b.link().received();
        Thread sender = new Thread(() -> {
            for (int i = 0; i < frames; i++) {
                a.send(b, "x");
            }
        });
        sender.start();
        Thread reader = new Thread(() -> {
            try {
                while (!b.receive().equals("end")) {
                    // the next one
                }
            } catch (UncheckedIOException e) {
                // the segment was closed
            }
        });
        reader.start();
        join(sender);
        a.send(c, "behind them");
        assertThat(c.receive()).isEqualTo("behind them");
        b.link().loss(0);
        a.send(b, "end");
        join(reader);

        long lost = b.link().dropped();
        assertThat(b.link().received() - before + lost).isEqualTo(frames + 1);
        // the 99.9 % confidence interval of a binomial distribution
        assertThat((double) lost).isCloseTo(0.3 * frames, within(3.3 * Math.sqrt(frames * 0.3 * 0.7)));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void loses_the_same_frames_for_the_same_seed() {
        assertThat(lostBy(42)).isEqualTo(lostBy(42)).isNotEqualTo(lostBy(43)).hasSizeBetween(20, 80);
    }

    private List<String> lostBy(long seed) {
        try (Segment segment = Segment.create("seeded", seed);
                Card from = new Card(folder, segment, "from", cards.size() + 10);
                Card to = new Card(folder, segment, "to", cards.size() + 11)) {
            cards.add(from);
            cards.add(to);
            segment.link("to").loss(0.5);
            for (int i = 0; i < 100; i++) {
                from.send(to, String.valueOf(i));
            }
            List<String> arrived = new ArrayList<>();
            from.send(to, "end")
                    .send(to, "end")
                    .send(to, "end")
                    .send(to, "end")
                    .send(to, "end")
                    .send(to, "end")
                    .send(to, "end");
            for (String text = to.receive(); !text.equals("end"); text = to.receive()) {
                arrived.add(text);
            }
            return arrived;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void delays_in_each_direction_and_keeps_the_order(int jitter) {
        introduce();
        b.link().delay(Duration.ofMillis(30), Duration.ofMillis(jitter));
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            a.send(b, String.valueOf(i));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(b.receive()).isEqualTo(String.valueOf(i));
        }
        b.send(a, "answer");
        assertThat(a.receive()).isEqualTo("answer");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(60 - 2 * jitter));

        b.link().reset();
        a.send(b, "at once");
        assertThat(b.receive()).isEqualTo("at once");
    }

    @Test
    void whoever_does_not_read_holds_up_nobody() {
        introduce();
        String much = "x".repeat(1_400);
        for (int i = 0; i < 3_000; i++) {
            a.send(b, much);
        }
        a.send(c, "through");
        assertThat(c.receive()).isEqualTo("through");
        assertThat(b.link().overflowed()).isPositive();
        assertThat(b.receive()).isEqualTo(much);
    }

    @Test
    void a_hub_sends_everything_everywhere() {
        introduce();
        lan.hub();
        a.send(b, "not for c");
        assertThat(b.receive()).isEqualTo("not for c");
        assertThat(c.receive()).isEqualTo("not for c");
        lan.learning();
        a.send(b, "for b alone").send(c, "for c alone");
        assertThat(b.receive()).isEqualTo("for b alone");
        assertThat(c.receive()).isEqualTo("for c alone");
    }

    @Test
    void a_link_that_reflects_sends_back_what_was_sent() {
        introduce();
        try (Fault loop = a.link().toward("lan").reflect()) {
            a.send(b, "echo");
            assertThat(a.receive()).isEqualTo("echo");
            assertThat(b.receive()).isEqualTo("echo");
            assertThat(loop.matched()).isEqualTo(1);
        }
        b.send(a, "and no more");
        assertThat(a.receive()).isEqualTo("and no more");
    }

    @Test
    void ends_that_are_parted_still_reach_the_others() {
        introduce();
        lan.partition("a", "b");
        a.send(b, "lost").broadcast("to c").send(c, "to c alone");
        assertThat(c.receive()).isEqualTo("to c");
        assertThat(c.receive()).isEqualTo("to c alone");
        b.send(c, "from b");
        assertThat(c.receive()).isEqualTo("from b");
        lan.heal();
        a.send(b, "back");
        assertThat(b.receive()).isEqualTo("back");
    }

    @Test
    void an_end_that_comes_back_takes_its_link_over_and_is_found_anew() {
        introduce();
        lan.partition("a", "b");
        Card again = card("b", 4);
        assertThat(lan.link("b")).isSameAs(again.link()).isNotSameAs(b.link());
        assertThat(lan.links()).extracting(Link::name).containsExactly("a", "b", "c");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(b::receive);
        c.send(again, "welcome");
        assertThat(again.receive()).isEqualTo("welcome");
        a.broadcast("lost for b").send(c, "to c");
        assertThat(c.receive()).isEqualTo("lost for b");
        assertThat(c.receive()).isEqualTo("to c");
        lan.heal();
        a.broadcast("to all");
        assertThat(again.receive()).isEqualTo("to all");
    }

    @Test
    void who_sends_what_is_no_frame_is_disconnected_and_the_others_go_on() {
        introduce();
        b.write(ByteBuffer.wrap(new byte[] {0x7f, -1, -1, -1, 0}));
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(b::receive);
        a.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1, 2, 3})); // too short for addresses
        a.send(c, "still here");
        assertThat(c.receive()).isEqualTo("still here");
    }

    @Test
    void hangs_up_when_it_is_closed() {
        lan.close();
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(a::receive);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> lan.connect("d", folder.resolve("a1")))
                .withMessage("Segment 'lan' was closed: 'd' cannot be connected to it");
        lan.close();
    }

    @Test
    void names_what_is_wrong() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> lan.link("d"))
                .withMessage("Segment 'lan' has no link 'd'. It has [a, b, c]");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> lan.partition("a", "a"))
                .withMessage("'a' cannot be parted from itself");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> lan.connect("d", folder.resolve("nowhere")))
                .withMessageStartingWith("'d' cannot be connected to segment 'lan': ");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> a.link().loss(1.5))
                .withMessage("loss must be from 0 to 1, but was 1.5");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> a.link().loss(Double.NaN))
                .withMessage("loss must be from 0 to 1, but was NaN");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> a.link().delay(Duration.ofMillis(1), Duration.ofMillis(2)))
                .withMessage("jitter must not be more than the delay of 0.001s, but was 0.002s");
    }
}

package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.kvmguest.network.Capture;
import io.kvmguest.network.CaptureEndedException;
import io.kvmguest.network.CaptureSpec;
import io.kvmguest.network.Card;
import io.kvmguest.network.FrameFilter;
import io.kvmguest.network.Frames;
import io.kvmguest.network.RecordedFrames;
import io.kvmguest.network.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One card sends to a segment where nobody else is. */
@Timeout(60)
class CaptureAssertTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);

    private Segment lan;
    private Card client;
    private Capture capture;

    @BeforeEach
    void open(@TempDir Path folder) {
        lan = Segment.create("lan");
        client = new Card(folder, lan, "client", 1);
        capture = lan.capture();
    }

    @AfterEach
    void close() {
        capture.close();
        lan.close();
        client.close();
    }

    private void send(String... frames) {
        int before = capture.frames().size();
        Arrays.stream(frames).map(RecordedFrames::bytes).forEach(client::send);
        FrameFilter last =
                FrameFilter.of("last frame", frame -> capture.frames().size() >= before + frames.length);
        capture.await(last, LONG);
    }

    private void sendArpAndPing() {
        send(RecordedFrames.ARP_REQUEST, RecordedFrames.PING);
    }

    /** Returns the message with all times being the same. */
    private static String message(AssertionError error) {
        return String.valueOf(error.getMessage()).replaceAll("(?m)^(  )\\d+\\.\\d{6} ", "$10.123456 ");
    }

    @Nested
    class HasFrame {

        @Test
        void should_pass_if_it_has_passed() {
            sendArpAndPing();
            assertThat(capture).hasFrame(Frames.arp()).hasFrame(Frames.icmpEchoRequest());
        }

        @Test
        void should_fail_if_it_has_not() {
            sendArpAndPing();
            then(message(expectAssertionError(() -> assertThat(capture).hasFrame(Frames.arpFor("10.0.0.9")))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan'
                            to have frame:
                              ARP request for 10.0.0.9
                            but it has:
                              0.123456 client> ARP who-has 10.0.0.2 tell 10.0.0.1
                              0.123456 client> 10.0.0.1 > 10.0.0.2 ICMP echo request 3""");
        }

        @Test
        void should_fail_if_nothing_has_passed() {
            then(message(expectAssertionError(() -> assertThat(capture).hasFrame(Frames.any()))))
                    .endsWith("\nto have frame:\n  any frame\nbut it has:\n  (nothing)");
        }

        @Test
        void should_fail_if_it_passed_before_the_mark() {
            sendArpAndPing();
            Capture.Mark mark = capture.mark();
            send(RecordedFrames.PONG);
            then(message(expectAssertionError(
                            () -> assertThat(capture).since(mark).hasFrame(Frames.arp()))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan', behind the mark
                            to have frame:
                              ARP
                            but it has:
                              0.123456 client> 10.0.0.2 > 10.0.0.1 ICMP echo reply 3""");
        }

        @Test
        void should_list_the_last_twenty() {
            for (int i = 0; i < 21; i++) {
                send(RecordedFrames.PING);
            }
            then(message(expectAssertionError(() -> assertThat(capture).hasFrame(Frames.arp()))))
                    .contains("\nbut it has:\n  (1 frame before these)\n  0.123456 client> ")
                    .satisfies(text -> then(text.lines().filter(line -> line.contains("client>")))
                            .hasSize(20));
        }

        @Test
        void should_pass_when_it_passes_in_time() {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(CaptureAssertTest.this::sendArpAndPing);
            assertThat(capture).within(LONG).hasFrame(Frames.arp()).hasFrame(Frames.icmp());
            sender.join();
        }

        @Test
        void should_fail_when_the_time_is_over() {
            then(message(expectAssertionError(
                            () -> assertThat(capture).within(SHORT).hasFrame(Frames.arp()))))
                    .endsWith("\nwithin 50 ms to have frame:\n  ARP\nbut it has:\n  (nothing)");
        }

        @Test
        void should_let_the_end_of_the_segment_through_when_it_waits() {
            lan.close();
            thenThrownBy(() -> assertThat(capture).within(LONG).hasFrame(Frames.arp()))
                    .isInstanceOf(CaptureEndedException.class);
            expectAssertionError(() -> assertThat(capture).hasFrame(Frames.arp()));
        }

        @Test
        void should_fail_if_actual_is_null() {
            then(expectAssertionError(() -> assertThat((Capture) null).hasFrame(Frames.any())))
                    .hasMessage("\nExpecting actual not to be null");
        }

        @Test
        void should_honour_description() {
            then(expectAssertionError(
                            () -> assertThat(capture).as("after reboot").hasFrame(Frames.any())))
                    .hasMessageStartingWith("[after reboot] \nExpecting:\n");
        }
    }

    @Nested
    class HasNoFrame {

        @Test
        void should_pass_if_there_is_none() {
            sendArpAndPing();
            assertThat(capture).hasNoFrame(Frames.dhcp()).within(SHORT).hasNoFrame(Frames.tcp());
            assertThat(capture).since(capture.mark()).hasNoFrame(Frames.arp());
            lan.close();
            assertThat(capture).hasNoFrame(Frames.dhcp());
        }

        @Test
        void should_fail_if_there_is_one() {
            sendArpAndPing();
            then(message(expectAssertionError(() -> assertThat(capture)
                            .hasNoFrame(Frames.from("10.0.0.1").and(Frames.ip())))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan'
                            to have no frame:
                              from 10.0.0.1 and IP
                            but it has:
                              0.123456 client> 10.0.0.1 > 10.0.0.2 ICMP echo request 3""");
        }

        @Test
        void should_fail_as_soon_as_there_is_one() {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(CaptureAssertTest.this::sendArpAndPing);
            then(message(expectAssertionError(
                            () -> assertThat(capture).within(LONG).hasNoFrame(Frames.arp()))))
                    .contains("\nwithin 50 s to have no frame:\n  ARP\nbut it has:\n  0.123456 client> ARP who-has");
            sender.join();
        }

        @Test
        void should_let_the_end_of_the_segment_through_when_it_waits() {
            lan.close();
            thenThrownBy(() -> assertThat(capture).within(LONG).hasNoFrame(Frames.arp()))
                    .isInstanceOf(CaptureEndedException.class);
        }

        @Test
        void should_fail_if_frames_are_gone_that_nobody_knows() {
            capture.close();
            capture = lan.capture(CaptureSpec.inMemory().memory(200));
            send(RecordedFrames.PING);
            client.send(RecordedFrames.bytes(RecordedFrames.PONG));
            capture.await(Frames.icmpEchoReply(), LONG);
            then(expectAssertionError(() -> assertThat(capture).hasNoFrame(Frames.dhcp())))
                    .hasMessage("""

                            Expecting:
                              segment 'lan'
                            to have no frame:
                              DHCP
                            but nobody knows: 1 frame was not kept, for want of room. Give it more:
                              segment.capture(CaptureSpec.inMemory().memory(…))""");
            assertThat(capture).since(capture.mark()).hasNoFrame(Frames.dhcp());
        }
    }

    @Nested
    class HasFrames {

        @Test
        void should_pass_if_there_are_as_many() {
            send(RecordedFrames.PING, RecordedFrames.ARP_REQUEST, RecordedFrames.PING);
            assertThat(capture)
                    .hasFrames(2, Frames.icmp())
                    .hasFrames(1, Frames.arp())
                    .hasFrames(0, Frames.tcp())
                    .within(LONG)
                    .hasFrames(2, Frames.icmp());
        }

        @Test
        void should_fail_if_there_are_less() {
            sendArpAndPing();
            then(message(expectAssertionError(
                            () -> assertThat(capture).within(SHORT).hasFrames(2, Frames.arp()))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan'
                            within 50 ms to have 2 frames:
                              ARP
                            but it has 1:
                              0.123456 client> ARP who-has 10.0.0.2 tell 10.0.0.1""");
        }

        @Test
        void should_fail_if_there_are_more_and_not_wait() {
            send(RecordedFrames.PING, RecordedFrames.PING);
            then(message(expectAssertionError(
                            () -> assertThat(capture).within(LONG).hasFrames(1, Frames.icmp()))))
                    .contains("\nwithin 50 s to have 1 frame:\n  ICMP\nbut it has 2:\n  0.123456 client> 10.0.0.1 > ");
        }

        @Test
        void should_show_what_there_is_if_there_is_none() {
            sendArpAndPing();
            then(message(expectAssertionError(() -> assertThat(capture).hasFrames(1, Frames.tcp()))))
                    .endsWith("""
                            to have 1 frame:
                              TCP
                            but it has 0:
                              (nothing)
                            of all these:
                              0.123456 client> ARP who-has 10.0.0.2 tell 10.0.0.1
                              0.123456 client> 10.0.0.1 > 10.0.0.2 ICMP echo request 3""");
        }

        @Test
        void should_refuse_a_negative_count() {
            thenThrownBy(() -> assertThat(capture).hasFrames(-1, Frames.any()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count must not be negative: -1");
        }
    }

    @Nested
    class HasAtLeastFrames {

        @Test
        void should_pass_if_there_are_as_many_or_more() {
            send(RecordedFrames.PING, RecordedFrames.ARP_REQUEST, RecordedFrames.PING);
            assertThat(capture)
                    .hasAtLeastFrames(0, Frames.tcp())
                    .hasAtLeastFrames(1, Frames.icmp())
                    .hasAtLeastFrames(2, Frames.icmp());
        }

        @Test
        void should_wait_for_as_many() {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(CaptureAssertTest.this::sendArpAndPing);
            assertThat(capture).within(LONG).hasAtLeastFrames(2, Frames.any());
            sender.join();
        }

        @Test
        void should_fail_if_there_are_less() {
            sendArpAndPing();
            then(message(expectAssertionError(
                            () -> assertThat(capture).within(SHORT).hasAtLeastFrames(2, Frames.arp()))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan'
                            within 50 ms to have at least 2 frames:
                              ARP
                            but it has 1:
                              0.123456 client> ARP who-has 10.0.0.2 tell 10.0.0.1""");
        }

        @Test
        void should_look_behind_the_mark_only() {
            send(RecordedFrames.PING, RecordedFrames.PING);
            Capture.Mark mark = capture.mark();
            send(RecordedFrames.PING);
            then(message(expectAssertionError(
                            () -> assertThat(capture).since(mark).hasAtLeastFrames(2, Frames.icmp()))))
                    .contains("segment 'lan', behind the mark\nto have at least 2 frames:\n  ICMP\nbut it has 1:\n");
        }

        @Test
        void should_refuse_a_negative_count() {
            thenThrownBy(() -> assertThat(capture).hasAtLeastFrames(-1, Frames.any()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("count must not be negative: -1");
        }
    }

    @Nested
    class HasFramesInOrder {

        @Test
        void should_pass_in_order() {
            send(RecordedFrames.ARP_REQUEST, RecordedFrames.ARP_REPLY, RecordedFrames.PING, RecordedFrames.PONG);
            assertThat(capture)
                    .hasFramesInOrder(Frames.arpRequest(), Frames.icmpEchoRequest(), Frames.icmpEchoReply())
                    .hasFramesInOrder();
        }

        @Test
        void should_fail_in_another_order() {
            send(RecordedFrames.PING, RecordedFrames.PONG);
            then(message(expectAssertionError(() ->
                            assertThat(capture).hasFramesInOrder(Frames.icmpEchoReply(), Frames.icmpEchoRequest()))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan'
                            to have frames in this order:
                              ICMP echo reply
                              ICMP echo request
                            but there is no:
                              ICMP echo request
                            behind:
                              0.123456 client> 10.0.0.2 > 10.0.0.1 ICMP echo reply 3
                            it has:
                              0.123456 client> 10.0.0.1 > 10.0.0.2 ICMP echo request 3
                              0.123456 client> 10.0.0.2 > 10.0.0.1 ICMP echo reply 3""");
        }

        @Test
        void should_take_one_frame_for_one_filter() {
            send(RecordedFrames.PING);
            then(message(expectAssertionError(
                            () -> assertThat(capture).hasFramesInOrder(Frames.icmp(), Frames.icmpEchoRequest()))))
                    .contains("but there is no:\n  ICMP echo request\nbehind:\n");
        }

        @Test
        void should_wait_for_each() {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(CaptureAssertTest.this::sendArpAndPing);
            assertThat(capture).within(LONG).hasFramesInOrder(Frames.arp(), Frames.icmp());
            sender.join();
        }
    }

    @Nested
    class HasFrameMatching {

        @BeforeEach
        void assumeTshark() {
            assumeThat(Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                            .map(folder -> Path.of(folder, "tshark"))
                            .anyMatch(Files::isExecutable))
                    .as("tshark is on the PATH (apt-get install tshark)")
                    .isTrue();
        }

        @Test
        void should_pass_if_there_is_one() {
            send(RecordedFrames.ACK);
            assertThat(capture)
                    .hasFrameMatching("dhcp.option.dhcp == 5")
                    .within(LONG)
                    .hasFrameMatching("udp");
        }

        @Test
        void should_fail_if_there_is_none() {
            sendArpAndPing();
            then(message(expectAssertionError(() -> assertThat(capture).hasFrameMatching("dhcp.option.dhcp == 6"))))
                    .isEqualTo("""

                            Expecting:
                              segment 'lan'
                            to have frame:
                              dhcp.option.dhcp == 6
                            but it has:
                              0.123456 client> ARP who-has 10.0.0.2 tell 10.0.0.1
                              0.123456 client> 10.0.0.1 > 10.0.0.2 ICMP echo request 3""");
        }

        @Test
        void should_refuse_a_filter_that_tshark_refuses() {
            thenThrownBy(() -> assertThat(capture).within(LONG).hasFrameMatching("no.such.field == 1"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("tshark refuses the display filter \"no.such.field == 1\":\n  | tshark: ");
        }
    }

    @Test
    void should_be_soft() {
        sendArpAndPing();
        GuestSoftAssertions softly = new GuestSoftAssertions();
        softly.assertThat(capture)
                .hasFrame(Frames.tcp())
                .hasNoFrame(Frames.arp())
                .hasFrame(Frames.icmp());
        softly.assertThat(capture).since(capture.mark()).hasFrames(1, Frames.any());
        softly.assertThat((Capture) null).hasFrame(Frames.any());
        then(softly.assertionErrorsCollected()).hasSize(4);
    }
}

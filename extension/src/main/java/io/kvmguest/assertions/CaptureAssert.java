package io.kvmguest.assertions;

import io.kvmguest.network.Capture;
import io.kvmguest.network.CaptureEndedException;
import io.kvmguest.network.CaptureTimeoutException;
import io.kvmguest.network.Frame;
import io.kvmguest.network.FrameFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the frames that a {@link Capture} has seen; {@link io.kvmguest.network.Frames} has the filters.
 *
 * <p>Without {@link #within} they judge what has passed by now. With it they wait, woken by every frame; if the capture or its segment
 * is closed meanwhile, its {@link CaptureEndedException} comes out at once.
 */
public class CaptureAssert extends AbstractGuestAssert<CaptureAssert, Capture> {

    private Patience patience = Patience.NONE;
    private Capture.Mark mark = Capture.Mark.BEGINNING;

    CaptureAssert(@Nullable Capture actual) {
        super(actual, CaptureAssert.class);
    }

    /**
     * Lets everything that follows in this chain come true within a time, which begins now and is shared by all of it.
     *
     * <pre><code class='java'> root.run("udhcpc -i eth0 -b");
     *
     * // passes, as soon as it is sent
     * assertThat(capture).within(ofSeconds(5)).hasFrame(Frames.dhcpDiscover());
     *
     * // fails, after 5 s
     * assertThat(capture).within(ofSeconds(5)).hasFrame(Frames.dhcpAck());</code></pre>
     *
     * @param duration more than zero; kept as given, also under emulation
     */
    public CaptureAssert within(Duration duration) {
        patience = Patience.of(duration);
        return myself;
    }

    /**
     * Lets everything that follows in this chain look only at frames that passed behind a position.
     *
     * <pre><code class='java'> Capture.Mark change = capture.mark();
     * root.run("ip addr flush dev eth0 &amp;&amp; ip addr add 10.0.0.2/24 dev eth0");
     * root.run("ping -c 1 10.0.0.9");
     *
     * // passes
     * assertThat(capture).since(change).hasNoFrame(Frames.from("10.0.0.1"));
     *
     * // fails
     * assertThat(capture).since(change).hasNoFrame(Frames.from("10.0.0.2"));</code></pre>
     */
    public CaptureAssert since(Capture.Mark position) {
        mark = position;
        return myself;
    }

    /**
     * Verifies that a frame has passed.
     *
     * <pre><code class='java'> root.run("ping -c 1 10.0.0.2");
     *
     * // passes
     * assertThat(capture).hasFrame(Frames.arpFor("10.0.0.2").and(Frames.sentBy("client")));
     *
     * // fails
     * assertThat(capture).hasFrame(Frames.arpFor("10.0.0.3"));</code></pre>
     */
    public CaptureAssert hasFrame(FrameFilter filter) {
        isNotNull();
        if (await(filter, mark).isEmpty()) {
            throw assertionError(
                    CaptureErrors.shouldHaveFrame(subject(), patience, filter.toString(), actual.since(mark)));
        }
        return myself;
    }

    /**
     * Verifies that no such frame has passed; with {@link #within}, that none passes until the time is over either, which takes all
     * of this time.
     *
     * <pre><code class='java'> // passes
     * assertThat(capture).within(ofSeconds(2)).hasNoFrame(Frames.dhcp());
     *
     * // fails
     * root.run("udhcpc -i eth0 -n -q");
     * assertThat(capture).hasNoFrame(Frames.dhcp());</code></pre>
     */
    public CaptureAssert hasNoFrame(FrameFilter filter) {
        isNotNull();
        if (await(filter, mark).isPresent()) {
            throw assertionError(CaptureErrors.shouldNotHaveFrame(
                    subject(), patience, filter.toString(), actual.since(mark, filter)));
        }
        verifyNothingDropped("have no frame:", filter);
        return myself;
    }

    /**
     * Verifies how many such frames have passed; with {@link #within}, as soon as there are as many, without waiting for more.
     *
     * <pre><code class='java'> root.run("ping -c 3 10.0.0.2");
     *
     * // passes
     * assertThat(capture).hasFrames(3, Frames.icmpEchoRequest().and(Frames.sentBy("client")));
     *
     * // fails: each is seen on the link of the one that is pinged as well
     * assertThat(capture).hasFrames(3, Frames.icmpEchoRequest());</code></pre>
     *
     * @throws IllegalArgumentException if the count is negative
     */
    public CaptureAssert hasFrames(int count, FrameFilter filter) {
        List<Frame> found = awaitFrames(count, filter);
        if (found.size() != count) {
            throw assertionError(CaptureErrors.shouldHaveFrames(
                    subject(), patience, frames(count), filter, found, actual.since(mark)));
        }
        verifyNothingDropped("have " + frames(count), filter);
        return myself;
    }

    /**
     * Verifies that as many such frames have passed, or more; with {@link #within}, as soon as there are as many. It is for what goes
     * on, such as a ping without end.
     *
     * <pre><code class='java'> root.run("ping -i 0.2 10.0.0.2 &gt;/dev/null &amp;");
     *
     * // passes, after about two seconds
     * assertThat(capture).within(ofSeconds(5)).hasAtLeastFrames(10, Frames.icmpEchoRequest().and(Frames.sentBy("client")));
     *
     * // fails, after 5 s
     * assertThat(capture).within(ofSeconds(5)).hasAtLeastFrames(100, Frames.icmpEchoRequest());</code></pre>
     *
     * @throws IllegalArgumentException if the count is negative
     */
    public CaptureAssert hasAtLeastFrames(int count, FrameFilter filter) {
        List<Frame> found = awaitFrames(count, filter);
        if (found.size() < count) {
            throw assertionError(CaptureErrors.shouldHaveFrames(
                    subject(), patience, "at least " + frames(count), filter, found, actual.since(mark)));
        }
        return myself;
    }

    /** Waits for as many frames, and returns all that there are then. */
    private List<Frame> awaitFrames(int count, FrameFilter filter) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: " + count);
        }
        isNotNull();
        Capture.Mark behind = mark;
        for (int i = 0; i < count; i++) {
            Optional<Frame> found = await(filter, behind);
            if (found.isEmpty()) {
                break;
            }
            behind = actual.behind(found.get());
        }
        return actual.since(mark, filter);
    }

    private static String frames(int count) {
        return count + (count == 1 ? " frame:" : " frames:");
    }

    /**
     * Verifies that frames have passed one behind the other, with any others between them.
     *
     * <pre><code class='java'> root.run("ping -c 1 10.0.0.2");
     *
     * // passes
     * assertThat(capture).hasFramesInOrder(Frames.arpRequest(), Frames.arpReply(), Frames.icmpEchoRequest());
     *
     * // fails
     * assertThat(capture).hasFramesInOrder(Frames.icmpEchoReply(), Frames.icmpEchoRequest());</code></pre>
     */
    public CaptureAssert hasFramesInOrder(FrameFilter... filters) {
        isNotNull();
        Capture.Mark behind = mark;
        Frame last = null;
        for (FrameFilter filter : filters) {
            Optional<Frame> found = await(filter, behind);
            if (found.isEmpty()) {
                throw assertionError(CaptureErrors.shouldHaveFramesInOrder(
                        subject(), patience, List.of(filters), filter, last, actual.since(mark)));
            }
            last = found.get();
            behind = actual.behind(last);
        }
        return myself;
    }

    /**
     * Verifies that a frame has passed that a display filter of Wireshark means (wireshark-filter(4)). It takes {@code tshark}; with
     * {@link #within} that is run again and again, 100 ms after its last answer.
     *
     * <pre><code class='java'> // passes
     * assertThat(capture).hasFrameMatching("dhcp.option.dhcp == 5");
     *
     * // fails
     * assertThat(capture).hasFrameMatching("dhcp.option.dhcp == 6");</code></pre>
     *
     * @throws IllegalArgumentException if {@code tshark} refuses the filter; with its own words
     * @throws IllegalStateException if there is no {@code tshark} on the {@code PATH}
     */
    public CaptureAssert hasFrameMatching(String displayFilter) {
        isNotNull();
        List<Frame> found = patience.look(() -> actual.matching(displayFilter, mark), frames -> !frames.isEmpty());
        if (found.isEmpty()) {
            throw assertionError(CaptureErrors.shouldHaveFrame(subject(), patience, displayFilter, actual.since(mark)));
        }
        return myself;
    }

    private void verifyNothingDropped(String question, FrameFilter filter) {
        long dropped = actual.dropped(mark);
        if (dropped > 0) {
            throw assertionError(CaptureErrors.shouldKnow(subject(), patience, question, filter, dropped));
        }
    }

    private String subject() {
        return CaptureErrors.subject(actual, mark);
    }

    /** Returns the first such frame behind a position, or nothing if there is none in time. */
    private Optional<Frame> await(FrameFilter filter, Capture.Mark behind) {
        try {
            return Optional.of(actual.await(filter, behind, patience.left()));
        } catch (CaptureTimeoutException e) {
            return Optional.empty();
        } catch (CaptureEndedException e) {
            if (patience.isNone()) {
                return Optional.empty();
            }
            // Nobody can say what would have passed until the time was over.
            throw e;
        }
    }
}

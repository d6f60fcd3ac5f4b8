package io.kvmguest.contract;

import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.FrameFilter;
import io.kvmguest.network.Frames;
import io.kvmguest.network.Icmp;
import io.kvmguest.shell.RunningCommand;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The peer asks the subject ten times a second whether it is there. */
final class SteadyPing implements AutoCloseable {

    private static final Duration LAST_ANSWER = Duration.ofSeconds(1);

    private final Lab lab;
    private final Capture capture;
    private final Capture.Mark begin;
    private final RunningCommand ping;

    private SteadyPing(Lab lab, Capture capture, Capture.Mark begin, RunningCommand ping) {
        this.lab = lab;
        this.capture = capture;
        this.begin = begin;
        this.ping = ping;
    }

    /** Asks over the first segment, and returns when it was answered for the first time. */
    static SteadyPing start(Lab lab, String address) {
        return start(lab, 0, address);
    }

    /** @param segment the number of the one over which it goes at first */
    static SteadyPing start(Lab lab, int segment, String address) {
        Capture capture = lab.capture(segment);
        Capture.Mark begin = capture.mark();
        RunningCommand ping = lab.peer().start("exec ping -i 0.1 " + address);
        SteadyPing steady = new SteadyPing(lab, capture, begin, ping);
        Frame unused = capture.await(replies(), begin, lab.scaled(Lab.SOON));
        return steady;
    }

    /** Requires that it goes on over another segment, and that no two answers are further apart than so. */
    void requireNoGapBeyond(Duration bound, int otherSegment) {
        Capture other = lab.capture(otherSegment);
        Frame next = other.await(replies(), begin, lab.scaled(Lab.SOON));
        List<Frame> before = capture.since(begin, replies());
        Frame last = before.get(before.size() - 1);
        Duration gap = Duration.between(last.time(), next.time());
        Findings.require(
                gap.compareTo(bound) <= 0,
                "for " + gap.toMillis() + " ms, more than " + bound.toMillis() + " ms, nothing was answered between",
                List.of(last, next));
    }

    /** Ends it, and requires that no request has gone without its answer. */
    void requireAllAnswered() {
        ping.close();
        List<String> unused = lab.await(LAST_ANSWER, this::unanswered, complaints -> complaints);
    }

    private List<String> unanswered() {
        Set<Integer> answered = capture.since(begin, replies()).stream()
                .map(SteadyPing::sequence)
                .collect(Collectors.toSet());
        return capture.since(begin, Frames.sentBy("peer").and(Frames.icmpEchoRequest())).stream()
                .filter(request -> !answered.contains(sequence(request)))
                .map(request -> "not answered: " + request)
                .toList();
    }

    private static FrameFilter replies() {
        return Frames.sentBy("subject").and(Frames.icmpEchoReply());
    }

    private static int sequence(Frame frame) {
        return frame.icmp().map(Icmp::sequence).orElseThrow();
    }

    @Override
    public void close() {
        ping.close();
    }
}

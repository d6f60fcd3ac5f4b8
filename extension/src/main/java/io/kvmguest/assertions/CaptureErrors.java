package io.kvmguest.assertions;

import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.FrameFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said when frames are not as a {@link CaptureAssert} wants them. */
final class CaptureErrors {

    private static final int FRAMES = 20;

    private CaptureErrors() {}

    /** What was looked at: a segment's frames, all or those behind a mark. */
    static String subject(Capture capture, Capture.Mark mark) {
        return "segment '" + capture.segment().name() + "'"
                + (mark.equals(Capture.Mark.BEGINNING) ? "" : ", behind the mark");
    }

    static FailureMessage shouldHaveFrame(String subject, Patience patience, String wanted, List<Frame> frames) {
        return expecting(subject)
                .line(patience.to("have frame:"))
                .value(wanted)
                .line("but it has:")
                .values(lines(frames));
    }

    static FailureMessage shouldNotHaveFrame(String subject, Patience patience, String unwanted, List<Frame> found) {
        return expecting(subject)
                .line(patience.to("have no frame:"))
                .value(unwanted)
                .line("but it has:")
                .values(lines(found));
    }

    /**
     * Says that there are too few or too many.
     *
     * @param count as a line of the message has it: {@code 2 frames:}
     */
    static FailureMessage shouldHaveFrames(
            String subject, Patience patience, String count, FrameFilter wanted, List<Frame> found, List<Frame> all) {
        FailureMessage message = expecting(subject)
                .line(patience.to("have " + count))
                .value(wanted)
                .line("but it has " + found.size() + ":")
                .values(lines(found));
        return found.isEmpty() ? message.line("of all these:").values(lines(all)) : message;
    }

    static FailureMessage shouldHaveFramesInOrder(
            String subject,
            Patience patience,
            List<FrameFilter> filters,
            FrameFilter missing,
            @Nullable Frame behind,
            List<Frame> frames) {
        FailureMessage message = expecting(subject)
                .line(patience.to("have frames in this order:"))
                .values(filters.stream().map(FrameFilter::toString).toList())
                .line("but there is no:")
                .value(missing);
        if (behind != null) {
            message.line("behind:").value(behind);
        }
        return message.line("it has:").values(lines(frames));
    }

    /** Frames are missing from memory, so that nobody knows. */
    static FailureMessage shouldKnow(
            String subject, Patience patience, String question, FrameFilter filter, long dropped) {
        return expecting(subject)
                .line(patience.to(question))
                .value(filter)
                .line("but nobody knows: " + dropped + (dropped == 1 ? " frame was" : " frames were")
                        + " not kept, for want of room. Give it more:")
                .value("segment.capture(CaptureSpec.inMemory().memory(…))");
    }

    private static FailureMessage expecting(String subject) {
        return FailureMessage.of("Expecting:").value(subject);
    }

    private static List<String> lines(List<Frame> frames) {
        int omitted = Math.max(0, frames.size() - FRAMES);
        List<String> lines = new ArrayList<>();
        if (omitted > 0) {
            lines.add("(" + omitted + (omitted == 1 ? " frame" : " frames") + " before these)");
        }
        frames.subList(omitted, frames.size()).forEach(frame -> lines.add(frame.toString()));
        return lines;
    }
}

package io.kvmguest.network;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * Says which frames are meant, and in words what they are: {@code ARP request and sent by client}. {@link Frames} has the usual ones.
 */
public final class FrameFilter implements Predicate<Frame> {

    /** How a name is made of others. */
    private enum Form {
        SIMPLE,
        AND,
        OR
    }

    private final String name;
    private final Form form;
    private final Predicate<? super Frame> predicate;

    private FrameFilter(String name, Form form, Predicate<? super Frame> predicate) {
        this.name = name;
        this.form = form;
        this.predicate = predicate;
    }

    /**
     * Makes one of one's own.
     *
     * @param name what messages call such frames
     * @throws IllegalArgumentException if the name is blank
     */
    public static FrameFilter of(String name, Predicate<? super Frame> predicate) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a filter needs a name, for the messages");
        }
        return new FrameFilter(name, Form.SIMPLE, Objects.requireNonNull(predicate, "predicate must not be null"));
    }

    @Override
    public boolean test(Frame frame) {
        return predicate.test(frame);
    }

    /** Returns one for the frames that both mean. */
    public FrameFilter and(FrameFilter other) {
        return new FrameFilter(
                in(Form.AND) + " and " + other.in(Form.AND), Form.AND, frame -> test(frame) && other.test(frame));
    }

    /** Returns one for the frames that at least one of both means. */
    public FrameFilter or(FrameFilter other) {
        return new FrameFilter(
                in(Form.OR) + " or " + other.in(Form.OR), Form.OR, frame -> test(frame) || other.test(frame));
    }

    /** Returns one for all other frames. */
    public FrameFilter not() {
        return new FrameFilter("not " + in(Form.SIMPLE), Form.SIMPLE, frame -> !test(frame));
    }

    /** Returns {@link #not()}. */
    @Override
    public FrameFilter negate() {
        return not();
    }

    /** Returns its name as a part of another one, in brackets where it could be misread. */
    private String in(Form whole) {
        return form == Form.SIMPLE || form == whole ? name : "(" + name + ")";
    }

    /** Returns its name. */
    @Override
    public String toString() {
        return name;
    }
}

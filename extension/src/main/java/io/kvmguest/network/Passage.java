package io.kvmguest.network;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A frame on its way over a link, and what becomes of it. Only the thread of the segment uses it. */
final class Passage {

    /** Its length comes before it, in four bytes. */
    private final ByteBuffer bytes;

    private long arrival;
    private int copies = 1;
    private boolean held;
    private boolean reflected;

    Passage(ByteBuffer buffer, int from, int to, long now) {
        this.bytes = ByteBuffer.allocate(to - from).put(0, buffer, from, to - from);
        this.arrival = now;
    }

    /** Returns it with its length before it. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Returns the frame as filters are shown it. */
    Frame frame(String link, FrameDirection way) {
        return new Frame(
                Arrays.copyOfRange(bytes.array(), Port.HEADER, bytes.capacity()), link, way, arrival, arrival, 0);
    }

    /** Returns how many bytes the frame has. */
    int length() {
        return bytes.capacity() - Port.HEADER;
    }

    /** Returns when it arrives, by {@link System#nanoTime}. */
    long arrival() {
        return arrival;
    }

    void delay(long nanos) {
        arrival += nanos;
    }

    /** Lets frames that come behind it overtake it. */
    void hold(long nanos) {
        held = true;
        arrival += nanos;
    }

    boolean isHeld() {
        return held;
    }

    void drop() {
        copies = 0;
    }

    void duplicate() {
        copies++;
    }

    /** Returns how many of it arrive: 0 if it was dropped. */
    int copies() {
        return copies;
    }

    /** Has one go back to where it came from. */
    void reflect() {
        reflected = true;
    }

    boolean isReflected() {
        return reflected;
    }
}

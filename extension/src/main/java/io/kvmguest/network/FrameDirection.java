package io.kvmguest.network;

/** Which way a frame went over a {@linkplain Link link}. */
public enum FrameDirection {
    /** The guest sent it; the link may still have dropped it. */
    FROM_GUEST,
    /** The segment delivered it to the guest. */
    TO_GUEST
}

package io.kvmguest.shell;

/** An answer of the guest. */
final class Frame {

    static final char ACKNOWLEDGED = 'a';
    static final char DONE = 'd';
    static final char DONE_IN_SILENCE = 'e';
    static final char BLOCK = 'g';
    static final char HELLO = 'h';
    static final char NOT_UNDERSTOOD = 'n';
    static final char NEVER_HEARD_OF = 'u';
    static final char RUNNING = 'w';
    static final char PACKED = 'z';

    private final int tag;
    private final char type;
    private final byte[] body;

    /**
     * @param tag the tag of the request that it answers, or -1 for a request that was not understood
     * @param type what it says; see {@code server.sh}
     * @param body the rest
     */
    Frame(int tag, char type, byte[] body) {
        this.tag = tag;
        this.type = type;
        this.body = body;
    }

    int tag() {
        return tag;
    }

    char type() {
        return type;
    }

    byte[] body() {
        return body;
    }

    boolean isEndOfJob() {
        return type == DONE || type == DONE_IN_SILENCE;
    }
}

package io.kvmguest.network;

/**
 * A message of ICMP, that of IPv4 (RFC 792).
 *
 * @param identifier which sender of echo requests it belongs to, 0 if it is no echo
 * @param sequence which of that sender's it is, 0 if it is no echo
 */
public record Icmp(int type, int code, int identifier, int sequence) {

    static final int ECHO_REPLY = 0;
    static final int UNREACHABLE = 3;
    static final int ECHO_REQUEST = 8;
    static final int TIME_EXCEEDED = 11;

    /** Returns whether it is what {@code ping} sends. */
    public boolean isEchoRequest() {
        return type == ECHO_REQUEST;
    }

    /** Returns whether it is what {@code ping} waits for. */
    public boolean isEchoReply() {
        return type == ECHO_REPLY;
    }
}

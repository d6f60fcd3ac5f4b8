package io.kvmguest.network;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The header of a TCP segment (RFC 9293).
 *
 * @param sequence the number of its first byte
 * @param acknowledgment the number of the byte that is expected next, if it has {@link Flag#ACK}
 * @param flags in the order of {@link Flag}
 * @param payloadLength how many bytes it carries
 */
public record Tcp(
        int sourcePort, int destinationPort, long sequence, long acknowledgment, Set<Flag> flags, int payloadLength) {

    /** The control bits. */
    public enum Flag {
        SYN,
        FIN,
        RST,
        PSH,
        ACK,
        URG
    }

    public Tcp {
        EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
        copy.addAll(flags);
        flags = Collections.unmodifiableSet(copy);
    }

    /** Returns whether it has a flag. */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }
}

package io.kvmguest.network;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An Ethernet frame that went over a {@linkplain Link link} while a {@link Capture} was listening. What it carries is read from its
 * bytes whenever it is asked for. A frame that is cut short, or is nonsense, is just not an ARP packet, not a TCP segment, and so
 * on; nothing here throws an exception for it. Checksums are not looked at.
 */
public final class Frame {

    private static final int SOURCE = 6;
    private static final int TYPE = 12;

    /** IEEE 802.1Q. */
    private static final int CUSTOMER_TAG = 0x8100;

    /** IEEE 802.1ad. */
    private static final int SERVICE_TAG = 0x88a8;

    private final byte[] bytes;
    private final String link;
    private final FrameDirection direction;
    private final long nanoTime;
    private final long began;
    private final long number;

    /**
     * Takes a frame.
     *
     * @param bytes belong to it from now on
     * @param nanoTime when it passed, by {@link System#nanoTime}
     * @param began when the capture began, likewise
     * @param number how many frames the capture was shown before
     */
    Frame(byte[] bytes, String link, FrameDirection direction, long nanoTime, long began, long number) {
        this.bytes = bytes;
        this.link = link;
        this.direction = direction;
        this.nanoTime = nanoTime;
        this.began = began;
        this.number = number;
    }

    /** Returns its bytes, from the destination's address on, without a check sequence. */
    public byte[] bytes() {
        return bytes.clone();
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Returns how many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** Returns over which link it went, by its {@linkplain Link#name() name}. */
    public String link() {
        return link;
    }

    /** Returns which way it went. */
    public FrameDirection direction() {
        return direction;
    }

    /**
     * Returns when it passed, by the host's clock. All frames of this JVM are timed by one clock that was set once and never jumps, so
     * that they can be compared to the nanosecond.
     */
    public Instant time() {
        return HostTime.instant(nanoTime);
    }

    /** Returns how long after the beginning of the capture it passed. */
    public Duration at() {
        return Duration.ofNanos(nanoTime - began);
    }

    long nanoTime() {
        return nanoTime;
    }

    long number() {
        return number;
    }

    /** Returns the address of the card that it was sent from, such as {@code 52:54:00:00:00:01}; empty if it ends before that. */
    public String source() {
        return bytes.length < TYPE ? "" : Addresses.mac(bytes, SOURCE);
    }

    /** Returns the address that it was sent to, such as {@code ff:ff:ff:ff:ff:ff} for all; empty if it ends before that. */
    public String destination() {
        return bytes.length < SOURCE ? "" : Addresses.mac(bytes, 0);
    }

    /**
     * Returns what it says that it carries, behind its tags: {@code 0x0800} is IPv4, {@code 0x0806} ARP, {@code 0x86dd} IPv6
     * (IANA's registry of IEEE 802 numbers). A number below {@code 0x0600} is a length (IEEE 802.3). It is -1 if the frame ends before
     * that.
     */
    public int etherType() {
        return number(typeAt());
    }

    /** Returns its tags, the outermost one first. */
    public List<VlanTag> vlanTags() {
        List<VlanTag> tags = new ArrayList<>();
        for (int at = TYPE; at < typeAt(); at += 4) {
            int tag = number(at + 2);
            tags.add(new VlanTag(tag & 0xfff, tag >> 13));
        }
        return tags;
    }

    /** Returns where the type is, behind all tags that are there as a whole. */
    private int typeAt() {
        int at = TYPE;
        while ((number(at) == CUSTOMER_TAG || number(at) == SERVICE_TAG) && number(at + 2) >= 0) {
            at += 4;
        }
        return at;
    }

    /** Returns a number of two bytes, or -1 if they are not there. */
    private int number(int at) {
        return at + 2 > bytes.length ? -1 : (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /** Returns the ARP packet that it is. */
    public Optional<Arp> arp() {
        return Optional.ofNullable(layers().arp());
    }

    /** Returns the header of the IP packet that it carries, of either version. */
    public Optional<Ip> ip() {
        return Optional.ofNullable(layers().ip());
    }

    /** Returns the header of the IPv4 packet that it carries. */
    public Optional<Ip> ipv4() {
        return ip().filter(ip -> ip.version() == 4);
    }

    /** Returns the header of the IPv6 packet that it carries. */
    public Optional<Ip> ipv6() {
        return ip().filter(ip -> ip.version() == 6);
    }

    /** Returns the ICMP message that it carries, over IPv4. */
    public Optional<Icmp> icmp() {
        return Optional.ofNullable(layers().icmp());
    }

    /** Returns the ICMPv6 message that it carries. */
    public Optional<Icmpv6> icmpv6() {
        return Optional.ofNullable(layers().icmpv6());
    }

    /** Returns what a router says of itself in it. */
    public Optional<RouterAdvertisement> routerAdvertisement() {
        return Optional.ofNullable(layers().routerAdvertisement());
    }

    /** Returns the header of the TCP segment that it carries, over either version of IP. */
    public Optional<Tcp> tcp() {
        return Optional.ofNullable(layers().tcp());
    }

    /** Returns the header of the UDP datagram that it carries, over either version of IP. */
    public Optional<Udp> udp() {
        return Optional.ofNullable(layers().udp());
    }

    /** Returns the DHCP message that it carries, that of IPv4. */
    public Optional<Dhcp> dhcp() {
        return Optional.ofNullable(layers().dhcp());
    }

    Layers layers() {
        int type = typeAt();
        return Layers.of(number(type), bytes, type + 2);
    }

    /** Returns it on one line: {@code 12.345678 client> ARP who-has 10.0.0.1 tell 10.0.0.2}, with {@code client<} for one to it. */
    @Override
    public String toString() {
        return FrameText.of(this);
    }
}

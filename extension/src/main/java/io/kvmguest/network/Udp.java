package io.kvmguest.network;

/**
 * The header of a UDP datagram (RFC 768).
 *
 * @param payloadLength how many bytes it carries
 */
public record Udp(int sourcePort, int destinationPort, int payloadLength) {}

package io.kvmguest.assertions;

/**
 * A socket on which a guest listens.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param address the local address, in brackets if it is one of IPv6
 */
record SocketState(String protocol, String address, int port) {

    String describe() {
        return protocol + " " + address + ":" + port;
    }
}

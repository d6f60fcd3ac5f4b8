package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.CommandResult;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads {@code /proc/net/tcp} and its like for sockets that listen; no {@code ss} or {@code netstat} is needed. */
final class Sockets {

    private static final int ELF_ORDER = 5;
    private static final int ELF_LENGTH = 6;
    private static final byte BIG_ENDIAN = 2;
    private static final int MAX_PORT = 65535;

    private Sockets() {}

    /** Asks for the listening sockets of a protocol; a kernel without IPv6 has no second file. */
    static Question<List<SocketState>> question(String protocol, int port) {
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port must lie between 1 and " + MAX_PORT + ": " + port);
        }
        // The kernel prints addresses in the order of its own bytes, which the head of any program tells.
        String script = "head -c 6 /proc/self/exe && cat /proc/net/%1$s && { cat /proc/net/%1$s6 2>/dev/null || :; }"
                .formatted(protocol);
        return new Question<>(script, result -> read(result, protocol));
    }

    private static List<SocketState> read(CommandResult result, String protocol) {
        byte[] bytes = result.stdoutBytes();
        if (!result.succeeded() || bytes.length < ELF_LENGTH) {
            throw Unanswered.by("its " + protocol + " sockets", result);
        }
        String text = new String(bytes, ELF_LENGTH, bytes.length - ELF_LENGTH, StandardCharsets.US_ASCII);
        return parse(text, protocol, bytes[ELF_ORDER] == BIG_ENDIAN);
    }

    static List<SocketState> parse(String text, String protocol, boolean bigEndian) {
        // TCP_LISTEN; an unconnected UDP socket is in TCP_CLOSE.
        String listening = protocol.equals("tcp") ? "0A" : "07";
        List<SocketState> sockets = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Words words = Words.of(line);
            if (words.count() > 3 && words.get(0).endsWith(":") && words.get(3).equals(listening)) {
                String local = words.get(1);
                int colon = local.indexOf(':');
                sockets.add(new SocketState(
                        protocol,
                        address(local.substring(0, colon), bigEndian),
                        Integer.parseInt(local.substring(colon + 1), 16)));
            }
        }
        return sockets;
    }

    /** The address is printed word by word, each of four bytes. */
    private static String address(String hex, boolean bigEndian) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int word = 0; !bigEndian && word < bytes.length; word += 4) {
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        try {
            String address = InetAddress.getByAddress(bytes).getHostAddress();
            return bytes.length == 4 ? address : "[" + address.replaceFirst("(^|:)(0(:|$)){2,}", "::") + "]";
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + hex, e);
        }
    }

    private static void swap(byte[] bytes, int a, int b) {
        byte kept = bytes[a];
        bytes[a] = bytes[b];
        bytes[b] = kept;
    }
}

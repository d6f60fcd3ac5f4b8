package io.kvmguest.qemu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What TCP sockets this JVM has, by what Linux tells of them. */
public final class Sockets {

    private static final String LISTENING = "0A";

    /** Returns where this JVM listens over IPv4: {@code 127.0.0.1:41234}. */
    public static List<String> listening() {
        return lines().filter(words -> words[3].equals(LISTENING))
                .map(words -> address(words[1]))
                .toList();
    }

    /** Returns how many TCP sockets over IPv4 this JVM has. */
    public static long count() {
        return lines().count();
    }

    private static Stream<String[]> lines() {
        Set<String> own = own();
        try {
            return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> own.contains("socket:[" + words[9] + "]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> own() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(Sockets::target).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static String address(String word) {
        int ip = Integer.reverseBytes(Integer.parseUnsignedInt(word.substring(0, 8), 16));
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(ip).array())
                            .getHostAddress()
                    + ":" + Integer.parseInt(word.substring(9), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the other end says something, and returns whether that is that it has hung up. */
    static boolean isHungUp(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true; // a reset, as it has not read all
        }
    }

    private Sockets() {}
}

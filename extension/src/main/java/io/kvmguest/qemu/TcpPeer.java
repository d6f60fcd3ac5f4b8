package io.kvmguest.qemu;

import io.kvmguest.console.OpenFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who is at the other end of a TCP connection over the loopback, as Linux tells it.
 *
 * @param address the other end's: {@code 127.0.0.1:41234}
 * @param user the id of the user whom its socket belongs to
 * @param inode the number of its socket, which is 0 if nobody holds it any more
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">/proc/net/tcp</a>
 */
record TcpPeer(String address, String user, String inode) {

    /** The second has sockets for IPv6 that speak IPv4, such as Java's are; where there is no IPv6 there are none. */
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final String IPV4_IN_IPV6 = "0000000000000000FFFF0000";

    /** The table is read in pieces, between which others come and go, so that a line may be missed. */
    private static final int READINGS = 3;

    /** Returns who has connected; empty if that end is gone. */
    static Optional<TcpPeer> of(SocketChannel channel) throws IOException {
        InetSocketAddress there = (InetSocketAddress) channel.getRemoteAddress();
        InetSocketAddress here = (InetSocketAddress) channel.getLocalAddress();
        for (int i = 0; i < READINGS; i++) {
            for (Path table : TABLES) {
                Optional<TcpPeer> found =
                        Files.exists(table) ? find(Files.readAllLines(table), there, here) : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    static Optional<TcpPeer> find(List<String> table, InetSocketAddress there, InetSocketAddress here) {
        String local = word(there);
        String remote = word(here);
        return table.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 9 && is(words[1], local) && is(words[2], remote))
                .findFirst()
                .map(words -> new TcpPeer(text(there), words[7], words[9]));
    }

    private static boolean is(String address, String ipv4) {
        return address.equals(ipv4) || address.equals(IPV4_IN_IPV6 + ipv4);
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The bytes of an address stand in the order of the processor: {@code 0100007F:A112}. */
    private static String word(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        StringBuilder word = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            word.append(String.format(Locale.ROOT, "%02X", bytes[i]));
        }
        return word.append(String.format(Locale.ROOT, ":%04X", address.getPort()))
                .toString();
    }

    /** Returns whether a process holds that end. */
    boolean isHeldBy(long pid) {
        return OpenFiles.has(pid, Path.of("socket:[" + inode + "]"));
    }

    @Override
    public String toString() {
        return address + " (user id " + user + ")";
    }
}

package io.kvmguest;

import io.kvmguest.qemu.Qmp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports of the host's loopback that lead to ports of a guest, over QEMU's user network. */
final class Forwards {

    /** {@code TCP[HOST_FORWARD]  68       127.0.0.1 36489       10.0.2.15    80     0     0}. */
    private static final Pattern ROW =
            Pattern.compile("TCP\\[HOST_FORWARD]\\s+\\d+\\s+127\\.0\\.0\\.1\\s+(\\d+)\\s+\\S+\\s+(\\d+)\\s");

    private final Map<Integer, InetSocketAddress> ports = new TreeMap<>();

    /**
     * Opens them.
     *
     * @param netdev the id of the user network
     * @throws IllegalStateException if QEMU does not
     */
    static Forwards open(Qmp qmp, String netdev, List<Integer> guestPorts) {
        Forwards forwards = new Forwards();
        if (guestPorts.isEmpty()) {
            return forwards;
        }
        for (int port : guestPorts) {
            // The kernel chooses one that is free.
            String answer = monitor(qmp, "hostfwd_add " + netdev + " tcp:127.0.0.1:0-:" + port);
            if (!answer.isBlank()) {
                throw new IllegalStateException(
                        "port " + port + " of the guest cannot be forwarded: " + answer.strip());
            }
        }
        Matcher row = ROW.matcher(monitor(qmp, "info usernet"));
        while (row.find()) {
            forwards.ports.put(
                    Integer.valueOf(row.group(2)),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(row.group(1))));
        }
        return forwards;
    }

    private static String monitor(Qmp qmp, String command) {
        return String.valueOf(qmp.execute("human-monitor-command", Map.of("command-line", command)));
    }

    /**
     * Returns where a port of the guest is reached.
     *
     * @throws IllegalArgumentException if it is not forwarded
     */
    InetSocketAddress of(int guestPort) {
        InetSocketAddress address = ports.get(guestPort);
        if (address == null) {
            throw new IllegalArgumentException("port " + guestPort + " is not forwarded. Forwarded are "
                    + (ports.isEmpty() ? "none" : ports.keySet()) + ": say so with forwards = " + guestPort);
        }
        return address;
    }
}

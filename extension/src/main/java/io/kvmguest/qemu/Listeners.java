package io.kvmguest.qemu;

import io.kvmguest.console.SocketLine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Unix sockets that wait for QEMU to connect, so that nobody has to poll for sockets of QEMU's. */
final class Listeners implements AutoCloseable {

    /** The kernel's {@code sun_path} has 108 bytes, the last of which is 0. */
    static final int LONGEST_PATH = 107;

    private final List<Path> paths;
    private final List<ServerSocketChannel> channels = new ArrayList<>();

    private Listeners(List<Path> paths) {
        this.paths = paths;
    }

    /** Listens on sockets. */
    static Listeners bind(List<Path> paths) {
        Listeners listeners = new Listeners(paths);
        try {
            for (Path path : paths) {
                checkLength(path);
                ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                listeners.channels.add(channel);
                channel.bind(UnixDomainSocketAddress.of(path));
            }
            return listeners;
        } catch (IOException e) {
            listeners.close();
            throw new QemuStartException(
                    "The sockets for QEMU could not be made in " + paths.get(0).getParent() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            listeners.close();
            throw e;
        }
    }

    static void checkLength(Path path) {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new QemuStartException(
                    """
                    The path of a unix socket may have %d bytes; this one has %d: %s
                      Choose a shorter directory for work files: -D%s=/tmp, or %s in the environment.""".formatted(LONGEST_PATH, length, path, WorkDirectory.PROPERTY, WorkDirectory.VARIABLE));
        }
    }

    /**
     * Waits until QEMU has connected to all of them; its exit and the deadline end the wait.
     *
     * @param failure says what is wrong when QEMU exits, and when the deadline is over
     */
    List<SocketLine> accept(Supervisor supervisor, Duration deadline, StartFailure failure) {
        List<SocketLine> lines = new ArrayList<>();
        try (Arrival arrival = new Arrival(supervisor, deadline, failure, this::close)) {
            try {
                for (int i = 0; i < channels.size(); i++) {
                    lines.add(SocketLine.of(channels.get(i).accept(), "unix:" + paths.get(i)));
                }
                return lines;
            } catch (IOException e) {
                lines.forEach(Listeners::closeQuietly);
                throw arrival.failed(e, "to its sockets");
            }
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // A socket is gone once it is closed, whatever close() says.
        }
    }

    @Override
    public void close() {
        channels.forEach(Listeners::closeQuietly);
    }
}

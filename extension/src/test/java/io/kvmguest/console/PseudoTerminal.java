package io.kvmguest.console;

import io.kvmguest.HostTool;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A pseudo-terminal that stands for a serial port, whose other side is a socket; socat holds both. */
public final class PseudoTerminal implements AutoCloseable {

    private final Path port;
    private final Process socat;
    private final SocketChannel far;

    private PseudoTerminal(Path port, Process socat, SocketChannel far) {
        this.port = port;
        this.socat = socat;
        this.far = far;
    }

    /** Makes one that is found as {@code port} in a directory. */
    public static PseudoTerminal open(Path directory) throws IOException {
        HostTool.require("socat");
        Path port = directory.resolve("port");
        Path socket = directory.resolve("far.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            // It connects to the socket when it has made the terminal.
            Process socat = new ProcessBuilder("socat", "PTY,link=" + port + ",rawer", "UNIX-CONNECT:" + socket)
                    .redirectError(directory.resolve("socat.txt").toFile())
                    .start();
            var unused = socat.onExit().thenRun(() -> closeQuietly(server)); // nobody will connect any more
            return new PseudoTerminal(port, socat, server.accept());
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private static void closeQuietly(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }

    /** Returns the side that a program opens as a serial port. */
    public Path port() {
        return port;
    }

    /** Returns the other side. */
    public SocketChannel far() {
        return far;
    }

    /** Pulls it out: whoever has the port open is hung up on, and its file is gone. */
    public void unplug() throws IOException {
        socat.destroy();
        try {
            if (!socat.waitFor(20, TimeUnit.SECONDS)) {
                socat.destroyForcibly();
            }
        } catch (InterruptedException e) {
            socat.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(port);
        far.close();
    }

    @Override
    public void close() throws IOException {
        unplug();
    }
}

package io.kvmguest;

import io.kvmguest.console.PseudoTerminal;
import io.kvmguest.console.SerialLine;
import io.kvmguest.console.SerialPortSettings;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.WorkDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A board with a real kernel: a guest without any virtio port, whose UART is wired to a pseudo-terminal at the speed of a serial
 * line, with noise on the wire, and with a plug and a switch for its power.
 */
public final class SimulatedBoard implements PowerControl, AutoCloseable {

    /** A start bit, eight data bits, a stop bit. */
    private static final int BITS = 10;

    /** As many as the FIFO of a 16550A holds. */
    private static final int BURST = 16;

    private final Path directory;
    private final int baud;
    private final double noise;
    private final Random random = new Random(1);
    private volatile @Nullable PseudoTerminal terminal;
    private @Nullable QemuProcess qemu;

    /**
     * @param directory where its port is found
     * @param noise how many of the bytes that the board sends are damaged on the wire
     */
    public SimulatedBoard(Path directory, int baud, double noise) throws IOException {
        this.directory = directory;
        this.baud = baud;
        this.noise = noise;
        plugIn();
    }

    /** Returns its serial port. */
    public Path port() {
        return directory.resolve("port");
    }

    /** Returns a spec of it. */
    BoardSpec spec() {
        return BoardSpec.of(SerialPortSettings.port(directory.resolve("port").toString())
                        .baud(baud))
                .name("simulated")
                .bootTimeout(BoardSpec.BOOT_TIMEOUT.multipliedBy(2)); // it runs without KVM
    }

    /** Puts its adapter in. */
    void plugIn() throws IOException {
        PseudoTerminal now = PseudoTerminal.open(directory);
        terminal = now;
        start("to the board", () -> toBoard(now.far()));
    }

    /** Pulls its adapter out; the board runs on. */
    void unplug() throws IOException {
        PseudoTerminal now = terminal;
        terminal = null;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public synchronized void on() {
        Image image = ImageStore.standard().find("mini");
        Path work = WorkDirectory.create();
        QemuProcess now =
                QemuProcess.start(GuestSpec.of("mini").nics(0).machine(image, Accelerator.TCG, List.of()), work);
        qemu = now;
        start("from the board", () -> fromBoard(now.console()));
        now.resume();
    }

    @Override
    public synchronized void off() {
        QemuProcess now = qemu;
        qemu = null;
        if (now != null) {
            now.close();
        }
    }

    private synchronized @Nullable SerialLine uart() {
        return qemu == null ? null : qemu.console();
    }

    private void fromBoard(SerialLine uart) {
        byte[] buffer = new byte[BURST];
        try {
            for (int count = uart.read(buffer, 0, BURST); count > 0; count = uart.read(buffer, 0, BURST)) {
                damage(buffer, count);
                takeTime(count);
                PseudoTerminal plugged = terminal;
                if (plugged != null) {
                    send(plugged.far(), buffer, count);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(SocketChannel far, byte[] bytes, int count) {
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
        try {
            while (rest.hasRemaining()) {
                far.write(rest);
            }
        } catch (IOException e) {
            // Pulled out in the midst of it.
        }
    }

    private void toBoard(SocketChannel far) {
        ByteBuffer buffer = ByteBuffer.allocate(BURST);
        try {
            while (far.read(buffer) > 0) {
                takeTime(buffer.position());
                SerialLine uart = uart();
                if (uart != null) {
                    uart.write(buffer.array(), 0, buffer.position());
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // Pulled out, or switched off in the midst of it.
        }
    }

    private void damage(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextDouble() < noise) {
                bytes[i] ^= (byte) (1 << random.nextInt(8));
            }
        }
    }

    private void takeTime(int bytes) {
        long nanos = 1_000_000_000L * BITS * bytes / baud;
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "simulated board: " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        unplug();
        off();
    }
}

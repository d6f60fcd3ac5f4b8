package io.kvmguest.console;

import com.fazecast.jSerialComm.SerialPort;
import io.kvmguest.console.SerialPortSettings.FlowControl;
import io.kvmguest.console.SerialPortSettings.Parity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A serial line over a serial port of this host, by jSerialComm: a board on {@code /dev/ttyUSB0}, or a pseudo-terminal.
 *
 * <p>Of a pseudo-terminal whose other side is closed, Linux throws away what was not read yet. A port that has vanished, as its
 * adapter was unplugged, is a line whose peer has hung up.
 *
 * <p>No native call of one thread is ended by another's, as they would use what is freed then: reads come back every fifth of a
 * second, and writes run on a thread of their own, which is left alone while the port takes nothing.
 */
public final class SerialPortLine implements SerialLine {

    /** A wire for signals that are no data. */
    public enum ControlWire {
        /** Data terminal ready. */
        DTR,
        /** Request to send. */
        RTS
    }

    /** Of the port's time-outs, those of Linux wrap at 25.6 s; termios(3), VTIME. */
    private static final int READ_MILLIS = 200;

    /** What a terminal of Linux keeps, and gives at once. */
    private static final int MOST_READ = 4096;

    /** So much is written at a time, and may still be on its way when a writer was interrupted. */
    private static final int PIECE = 1024;

    /** How long a port must take nothing before an interrupt ends a write. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long a write that is under way may take to end at a close. */
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long BREAK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final SerialPort port;
    private final String description;
    private final boolean pseudoTerminal;
    private final Object reading = new Object();
    private final Object writing = new Object();

    /** Done while nobody wants to know. */
    private volatile CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);

    private final Object draining = new Object();

    private final ReentrantLock state = new ReentrantLock();
    private final Condition news = state.newCondition();
    private byte @Nullable [] piece;
    private int written;
    private boolean broken;
    private boolean writerRuns;

    /** Whether nobody but the writer is left to close the port. */
    private boolean abandoned;

    private volatile boolean closed;

    private SerialPortLine(SerialPort port, String description) {
        this.port = port;
        this.description = description;
        this.pseudoTerminal = port.getSystemPortPath().startsWith("/dev/pts/");
    }

    /**
     * Opens a port, which nobody else may have open.
     *
     * @throws SerialPortException if it is not there, is in use, or cannot be set so
     */
    public static SerialPortLine open(SerialPortSettings settings) {
        NativeLibrary.load();
        Path path = SerialPorts.find(settings);
        SerialPort port = SerialPort.getCommPort(path.toString());
        port.setComPortParameters(
                settings.baud(), settings.dataBits(), stopBits(settings.stopBits()), parity(settings.parity()));
        port.setFlowControl(flowControl(settings.flowControl()));
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
        if (!port.openPort(0)) {
            throw SerialPorts.notOpened(path, port.getLastErrorCode(), port.getLastErrorLocation());
        }
        return new SerialPortLine(port, path.toString());
    }

    private static int stopBits(int stopBits) {
        return stopBits == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
    }

    private static int parity(Parity parity) {
        return switch (parity) {
            case NONE -> SerialPort.NO_PARITY;
            case ODD -> SerialPort.ODD_PARITY;
            case EVEN -> SerialPort.EVEN_PARITY;
            case MARK -> SerialPort.MARK_PARITY;
            case SPACE -> SerialPort.SPACE_PARITY;
        };
    }

    private static int flowControl(FlowControl flowControl) {
        return switch (flowControl) {
            case NONE -> SerialPort.FLOW_CONTROL_DISABLED;
            case RTS_CTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
            case XON_XOFF -> SerialPort.FLOW_CONTROL_XONXOFF_IN_ENABLED | SerialPort.FLOW_CONTROL_XONXOFF_OUT_ENABLED;
        };
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        synchronized (reading) {
            while (!closed) {
                CompletableFuture<Void> asked = drained;
                int count = port.readBytes(buffer, Math.min(length, MOST_READ), offset);
                if (count > 0) {
                    return count;
                }
                asked.complete(null);
                if (count < 0) {
                    return -1;
                }
            }
            return -1;
        }
    }

    /** Completes when a read that begins from now on has found nothing for a fifth of a second, or the end. */
    public CompletableFuture<Void> drained() {
        synchronized (draining) {
            if (drained.isDone()) {
                drained = new CompletableFuture<>();
            }
            return drained.copy();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (writing) {
            int done = 0;
            while (done < length) {
                int count = Math.min(PIECE, length - done);
                try {
                    writePiece(Arrays.copyOfRange(bytes, offset + done, offset + done + count));
                } catch (InterruptedIOException e) {
                    e.bytesTransferred += done;
                    throw e;
                }
                done += count;
            }
        }
    }

    private void writePiece(byte[] next) throws IOException {
        boolean interrupted = false;
        state.lock();
        try {
            long since = System.nanoTime();
            boolean given = false;
            while (true) {
                if (closed) {
                    throw new ClosedChannelException();
                } else if (broken) {
                    throw new IOException(description + " takes no more bytes: it has vanished");
                } else if (piece == null && given) {
                    return;
                } else if (piece == null) {
                    startWriter();
                    piece = next;
                    given = true;
                    news.signalAll();
                } else if (interrupted && System.nanoTime() - since > STUCK_NANOS) {
                    throw stuck();
                }
                try {
                    long unusedRest = news.awaitNanos(STUCK_NANOS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            state.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private InterruptedIOException stuck() {
        InterruptedIOException e =
                new InterruptedIOException("interrupted while " + description + " took no more bytes");
        e.bytesTransferred = written;
        return e;
    }

    private void startWriter() {
        if (!writerRuns) {
            writerRuns = true;
            Thread writer = new Thread(this::writePieces, "kvmguest writer: " + description);
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void writePieces() {
        state.lock();
        try {
            while (!closed && !broken) {
                byte[] bytes = piece;
                if (bytes == null) {
                    news.awaitUninterruptibly();
                } else {
                    write(bytes);
                }
            }
        } finally {
            writerRuns = false;
            if (abandoned) {
                closePort();
            }
            news.signalAll();
            state.unlock();
        }
    }

    /** Writes a piece, without the lock. */
    private void write(byte[] bytes) {
        written = 0;
        while (written < bytes.length && !closed && !broken) {
            int from = written;
            state.unlock();
            int count = 0;
            try {
                count = port.writeBytes(bytes, bytes.length - from, from);
            } finally {
                state.lock();
            }
            written += Math.max(0, count);
            broken |= count <= 0;
        }
        piece = null;
        news.signalAll();
    }

    @Override
    public void sendBreak() throws IOException {
        synchronized (writing) {
            // A pseudo-terminal would say that it has sent one.
            if (pseudoTerminal || !port.setBreak()) {
                throw new IOException(description + " carries no break: it is a pseudo-terminal, or closed");
            }
            boolean unusedWhole = Pause.pass(BREAK_NANOS); // a shorter one is one, too
            boolean unused = port.clearBreak();
        }
    }

    /**
     * Raises a wire.
     *
     * @throws IOException if the port has none, as a pseudo-terminal, or is closed
     */
    public void raise(ControlWire wire) throws IOException {
        require(wire == ControlWire.DTR ? port.setDTR() : port.setRTS(), wire);
    }

    /**
     * Lowers a wire.
     *
     * @throws IOException if the port has none, as a pseudo-terminal, or is closed
     */
    public void lower(ControlWire wire) throws IOException {
        require(wire == ControlWire.DTR ? port.clearDTR() : port.clearRTS(), wire);
    }

    private void require(boolean done, ControlWire wire) throws IOException {
        if (!done) {
            throw new IOException(description + " has no wire " + wire + ": it is a pseudo-terminal, or closed");
        }
    }

    @Override
    public String description() {
        return description;
    }

    /** Closes the port. What was written and has not gone out yet may be lost. */
    @Override
    public void close() {
        state.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            state.unlock();
        }
        synchronized (reading) {
            // Nobody reads any more.
        }
        if (isWriterGone()) {
            closePort();
        }
    }

    /** Returns whether nobody writes any more; otherwise the writer closes the port when it is let go. */
    private boolean isWriterGone() {
        state.lock();
        try {
            if (piece != null) {
                boolean unused = port.flushIOBuffers(); // lets go a write that waits for room
            }
            long left = CLOSING_NANOS;
            while (writerRuns && left > 0) {
                try {
                    left = news.awaitNanos(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            abandoned = writerRuns;
            return !abandoned;
        } finally {
            state.unlock();
        }
    }

    private void closePort() {
        boolean unused = port.closePort();
    }

    @Override
    public String toString() {
        return description;
    }
}

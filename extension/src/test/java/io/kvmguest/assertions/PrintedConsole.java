package io.kvmguest.assertions;

import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;

/** A console of which the test plays the guest. */
final class PrintedConsole implements AutoCloseable {

    private static final byte[] HANG_UP = {};

    private final BlockingQueue<byte[]> printed = new LinkedBlockingQueue<>();
    private final SerialConsole console;

    PrintedConsole(Path directory) {
        console = SerialConsole.open(new Line(), directory, ConsoleSubject.named("Guest 'router'"), 1);
    }

    SerialConsole view() {
        return console.fromPowerOn();
    }

    /** Prints, and returns when it is in the transcript. */
    PrintedConsole print(String text) {
        long end = console.mark().offset() + text.getBytes(StandardCharsets.UTF_8).length;
        printLater(text);
        Awaitility.await().until(() -> console.mark().offset() >= end);
        return this;
    }

    /** Prints, some time soon. */
    PrintedConsole printLater(String text) {
        printed.add(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PrintedConsole hangUp() {
        printed.add(HANG_UP);
        return this;
    }

    @Override
    public void close() {
        console.close();
    }

    private final class Line implements SerialLine {

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                byte[] bytes = printed.take();
                System.arraycopy(bytes, 0, buffer, offset, bytes.length);
                return bytes == HANG_UP ? -1 : bytes.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public String description() {
            return "a line of the test";
        }

        @Override
        public void close() {
            printed.add(HANG_UP);
        }
    }
}

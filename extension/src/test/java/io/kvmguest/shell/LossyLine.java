package io.kvmguest.shell;

import io.kvmguest.console.SerialLine;
import java.io.IOException;
import java.util.Random;

/** A line that loses a byte now and then, in both directions, once somebody turns that on. */
final class LossyLine implements SerialLine {

    private final SerialLine line;
    private final int every;
    private final Random random = new Random(6);
    private volatile boolean losing;

    LossyLine(SerialLine line, int every) {
        this.line = line;
        this.every = every;
    }

    void startLosing() {
        losing = true;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            int read = line.read(buffer, offset, length);
            int kept = read < 0 ? read : lose(buffer, offset, read);
            if (kept != 0) {
                return kept;
            }
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] copy = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
        line.write(copy, 0, lose(copy, 0, length));
    }

    private synchronized int lose(byte[] bytes, int offset, int length) {
        int kept = 0;
        for (int i = 0; i < length; i++) {
            if (!losing || random.nextInt(every) != 0) {
                bytes[offset + kept++] = bytes[offset + i];
            }
        }
        return kept;
    }

    @Override
    public String description() {
        return "lossy " + line.description();
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}

package io.kvmguest.shell;

import io.kvmguest.console.SerialLine;
import java.io.IOException;
import java.util.Random;

/** A kernel that prints on the terminal of its guest, at any moment: behind each so many bytes on the average. */
final class NoisyLine implements SerialLine {

    private final SerialLine line;
    private final int every;
    private final String text;
    private final Random random = new Random(5);
    private byte[] pending = new byte[0];
    private int count;

    /**
     * @param text what it prints; {@code %d} is a number
     */
    NoisyLine(SerialLine line, int every, String text) {
        this.line = line;
        this.every = every;
        this.text = text;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (pending.length == 0) {
            byte[] raw = new byte[16];
            int read = line.read(raw, 0, raw.length);
            if (read < 0) {
                return -1;
            }
            java.io.ByteArrayOutputStream noisy = new java.io.ByteArrayOutputStream();
            for (int i = 0; i < read; i++) {
                if (random.nextInt(every) == 0) {
                    noisy.writeBytes(String.format(text, count++).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                }
                noisy.write(raw[i]);
            }
            pending = noisy.toByteArray();
        }
        int given = Math.min(length, pending.length);
        System.arraycopy(pending, 0, buffer, offset, given);
        pending = java.util.Arrays.copyOfRange(pending, given, pending.length);
        return given;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        line.write(bytes, offset, length);
    }

    @Override
    public String description() {
        return "noisy " + line.description();
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}

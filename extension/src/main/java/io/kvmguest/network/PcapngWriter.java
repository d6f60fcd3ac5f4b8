package io.kvmguest.network;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a file in the format that Wireshark has for its own (draft-ietf-opsawg-pcapng). Each link is an interface; times are in
 * nanoseconds. Whole blocks are handed to the operating system at each write, so that the file can be read while it grows.
 */
final class PcapngWriter implements Closeable {

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final long UNKNOWN_LENGTH = -1;
    private static final short ETHERNET = 1;
    private static final int NO_LIMIT = 0;

    private static final short END_OF_OPTIONS = 0;
    private static final short SECTION_APPLICATION = 4;
    private static final short INTERFACE_NAME = 2;
    private static final short INTERFACE_DESCRIPTION_TEXT = 3;
    private static final short INTERFACE_TIME_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;
    private static final short PACKET_FLAGS = 2;

    /** As the segment sees it: in from a guest, out to a guest. */
    private static final int INBOUND = 1;

    private static final int OUTBOUND = 2;

    /** A block's type, its length, and its length once more. */
    private static final int FRAMING = 12;

    private static final int CHUNK = 1 << 17;

    private final FileChannel channel;
    private final String segment;
    private final Map<String, Integer> interfaces = new HashMap<>();
    private ByteBuffer blocks = ByteBuffer.allocate(CHUNK);

    private PcapngWriter(FileChannel channel, String segment) {
        this.channel = channel;
        this.segment = segment;
    }

    /** Begins a file; one that is there is replaced, and folders that are not there are made. */
    static PcapngWriter create(Path file, String segment) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Path unused = Files.createDirectories(folder);
        }
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        PcapngWriter writer = new PcapngWriter(channel, segment);
        try {
            writer.writeSectionHeader();
            writer.flush();
            return writer;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void write(List<Frame> frames) throws IOException {
        for (Frame frame : frames) {
            Integer number = interfaces.get(frame.link());
            if (number == null) {
                number = interfaces.size();
                Integer unused = interfaces.put(frame.link(), number);
                writeInterface(frame.link());
            }
            writePacket(frame, number);
            if (blocks.position() >= CHUNK / 2) {
                flush();
            }
        }
        flush();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void flush() throws IOException {
        long before = channel.position();
        blocks.flip();
        try {
            while (blocks.hasRemaining()) {
                int unused = channel.write(blocks);
            }
        } catch (IOException e) {
            leaveWholeBlocks(before, e);
            throw e;
        }
        blocks.clear();
    }

    /** Takes away the block that has no end, so that the rest can be read. */
    private void leaveWholeBlocks(long before, IOException trouble) {
        try {
            long written = channel.position() - before;
            long whole = 0;
            while (whole < written && whole + length((int) whole) <= written) {
                whole += length((int) whole);
            }
            FileChannel unused = channel.truncate(before + whole);
        } catch (IOException e) {
            trouble.addSuppressed(e);
        }
    }

    /** Returns how long the block is that begins at a position of the buffer. */
    private int length(int start) {
        return blocks.getInt(start + Integer.BYTES);
    }

    private void writeSectionHeader() {
        int start = begin(SECTION_HEADER, 64);
        blocks.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(UNKNOWN_LENGTH);
        putOption(SECTION_APPLICATION, "KvmGuest for JUnit".getBytes(StandardCharsets.UTF_8));
        end(start);
    }

    private void writeInterface(String link) {
        byte[] name = link.getBytes(StandardCharsets.UTF_8);
        byte[] text = ("segment " + segment).getBytes(StandardCharsets.UTF_8);
        int start = begin(INTERFACE_DESCRIPTION, name.length + text.length + 64);
        blocks.putShort(ETHERNET).putShort((short) 0).putInt(NO_LIMIT);
        putOption(INTERFACE_NAME, name);
        putOption(INTERFACE_DESCRIPTION_TEXT, text);
        putOption(INTERFACE_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        end(start);
    }

    private void writePacket(Frame frame, int link) {
        long time = HostTime.epochNanos(frame.nanoTime());
        int start = begin(ENHANCED_PACKET, frame.length() + 64);
        blocks.putInt(link)
                .putInt((int) (time >>> Integer.SIZE))
                .putInt((int) time)
                .putInt(frame.length())
                .putInt(frame.length())
                .put(frame.buffer());
        pad();
        int flags = frame.direction() == FrameDirection.FROM_GUEST ? INBOUND : OUTBOUND;
        putOption(PACKET_FLAGS, new byte[] {0, 0, 0, (byte) flags});
        end(start);
    }

    private int begin(int type, int room) {
        if (blocks.remaining() < room + FRAMING) {
            ByteBuffer larger = ByteBuffer.allocate(2 * (blocks.position() + room + FRAMING));
            blocks = larger.put(blocks.flip());
        }
        int start = blocks.position();
        blocks.putInt(type).putInt(0);
        return start;
    }

    private void putOption(short code, byte[] value) {
        blocks.putShort(code).putShort((short) value.length).put(value);
        pad();
    }

    /** Blocks begin at multiples of four bytes, and so does all that is in them. */
    private void pad() {
        while (blocks.position() % Integer.BYTES != 0) {
            blocks.put((byte) 0);
        }
    }

    private void end(int start) {
        blocks.putShort(END_OF_OPTIONS).putShort((short) 0);
        int length = blocks.position() + Integer.BYTES - start;
        blocks.putInt(start + Integer.BYTES, length).putInt(length);
    }
}

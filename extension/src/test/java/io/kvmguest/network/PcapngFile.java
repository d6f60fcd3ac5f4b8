package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a capture file by the letter of draft-ietf-opsawg-pcapng, and refuses whatever is not as it is there. It shares nothing with
 * what writes such files.
 *
 * @param complete whether the file ends with the end of a block
 */
public record PcapngFile(List<Interface> interfaces, List<Packet> packets, boolean complete) {

    public record Interface(String name, String description) {}

    /** One packet. Its time is in nanoseconds since 1970; its direction is 1 for inbound, 2 for outbound. */
    public record Packet(String link, long time, int direction, String hex) {}

    public static PcapngFile read(Path file) {
        try {
            return read(ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PcapngFile read(ByteBuffer file) {
        List<Interface> interfaces = new ArrayList<>();
        List<Packet> packets = new ArrayList<>();
        while (file.remaining() >= 12) {
            int start = file.position();
            int type = file.getInt();
            int length = file.getInt();
            assertThat(length).as("length of the block at %d", start).isGreaterThanOrEqualTo(12);
            assertThat(length % 4).as("alignment of the block at %d", start).isZero();
            if (length > file.limit() - start) {
                file.position(start);
                break;
            }
            assertThat(file.getInt(start + length - 4))
                    .as("length behind the block at %d", start)
                    .isEqualTo(length);
            ByteBuffer body = file.slice(start + 8, length - 12);
            switch (type) {
                case 0x0a0d0d0a -> {
                    assertThat(start).as("place of the section header").isZero();
                    readSectionHeader(body);
                }
                case 1 -> interfaces.add(readInterface(body));
                case 6 -> packets.add(readPacket(body, interfaces));
                default -> throw new AssertionError("block of type " + type + " at " + start);
            }
            if (start == 0) {
                assertThat(type).as("first block").isEqualTo(0x0a0d0d0a);
            }
            file.position(start + length);
        }
        return new PcapngFile(interfaces, packets, !file.hasRemaining());
    }

    private static void readSectionHeader(ByteBuffer body) {
        assertThat(body.getInt()).as("byte-order magic").isEqualTo(0x1a2b3c4d);
        assertThat(body.getShort()).as("major version").isEqualTo((short) 1);
        assertThat(body.getShort()).as("minor version").isZero();
        assertThat(body.getLong()).as("section length").isEqualTo(-1);
        assertThat(options(body)).containsOnlyKeys(4);
    }

    private static Interface readInterface(ByteBuffer body) {
        assertThat(body.getShort()).as("link type").isEqualTo((short) 1);
        assertThat(body.getShort()).as("reserved").isZero();
        assertThat(body.getInt()).as("snap length").isZero();
        Map<Integer, byte[]> options = options(body);
        assertThat(options).containsOnlyKeys(2, 3, 9).containsEntry(9, new byte[] {9});
        return new Interface(text(options, 2), text(options, 3));
    }

    private static String text(Map<Integer, byte[]> options, int code) {
        return new String(options.getOrDefault(code, new byte[0]), StandardCharsets.UTF_8);
    }

    private static Packet readPacket(ByteBuffer body, List<Interface> interfaces) {
        int number = body.getInt();
        assertThat(number).as("number of an interface described before").isBetween(0, interfaces.size() - 1);
        long time = Integer.toUnsignedLong(body.getInt()) << 32 | Integer.toUnsignedLong(body.getInt());
        int captured = body.getInt();
        assertThat(body.getInt()).as("original length").isEqualTo(captured);
        byte[] bytes = new byte[captured];
        body.get(bytes);
        pad(body);
        Map<Integer, byte[]> options = options(body);
        assertThat(options).containsOnlyKeys(2);
        int flags = ByteBuffer.wrap(options.getOrDefault(2, new byte[0])).getInt();
        return new Packet(
                interfaces.get(number).name(), time, flags, HexFormat.of().formatHex(bytes));
    }

    private static Map<Integer, byte[]> options(ByteBuffer body) {
        Map<Integer, byte[]> options = new TreeMap<>();
        while (true) {
            int code = body.getShort() & 0xffff;
            byte[] value = new byte[body.getShort() & 0xffff];
            body.get(value);
            pad(body);
            if (code == 0) {
                assertThat(value).as("value of the end of options").isEmpty();
                assertThat(body.hasRemaining())
                        .as("something behind the end of options")
                        .isFalse();
                return options;
            }
            assertThat(options.put(code, value)).as("option %d once more", code).isNull();
        }
    }

    private static void pad(ByteBuffer body) {
        while (body.position() % 4 != 0) {
            assertThat(body.get()).as("padding").isZero();
        }
    }
}

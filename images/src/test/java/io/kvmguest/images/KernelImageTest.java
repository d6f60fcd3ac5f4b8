package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KernelImageTest {

    private static final byte[] ELF =
            ("\177ELF" + "text" + "\22\0\0\0Xen\0" + "data").getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ELF_WITHOUT_ENTRY = ("\177ELF" + "text").getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void returns_the_elf_file_inside() {
        assertThat(KernelImage.uncompressed(bzImage(lz4(ELF), ELF.length))).contains(ELF);
    }

    @Test
    void leaves_a_kernel_alone_that_qemu_could_not_enter() {
        assertThat(KernelImage.uncompressed(bzImage(lz4(ELF_WITHOUT_ENTRY), ELF_WITHOUT_ENTRY.length)))
                .isEmpty();
    }

    @Test
    void leaves_a_kernel_alone_that_is_compressed_otherwise() {
        assertThat(KernelImage.uncompressed(bzImage(new byte[] {0x1f, (byte) 0x8b, 8, 0}, 0)))
                .isEmpty();
    }

    @Test
    void leaves_alone_what_is_no_kernel() {
        assertThat(KernelImage.uncompressed(new byte[4096])).isEmpty();
        assertThat(KernelImage.uncompressed(new byte[10])).isEmpty();
    }

    /** One block that is literals only. */
    private static byte[] lz4(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {2, 0x21, 0x4c, 0x18});
        out.writeBytes(new byte[] {(byte) (content.length + 2), 0, 0, 0});
        out.writeBytes(new byte[] {(byte) 0xf0, (byte) (content.length - 15)});
        out.writeBytes(content);
        return content.length >= 15 ? out.toByteArray() : shortLz4(content);
    }

    private static byte[] shortLz4(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {2, 0x21, 0x4c, 0x18, (byte) (content.length + 1), 0, 0, 0});
        out.write(content.length << 4);
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Four sectors of setup behind the first one, then 64 bytes, then the payload and the size of what it holds. */
    private static byte[] bzImage(byte[] payload, int size) {
        byte[] image = new byte[5 * 512 + 64 + payload.length + 4 + 100];
        ByteBuffer buffer = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20f);
        buffer.putInt(0x248, 64).putInt(0x24c, payload.length + 4);
        buffer.position(5 * 512 + 64).put(payload).putInt(size);
        return image;
    }
}

package io.kvmguest.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest ISO image that a PC boots: a volume descriptor and an El Torito catalogue, without any file. */
final class BootableIso {

    private static final int SECTOR = 2048;

    private BootableIso() {}

    /** Returns one whose program powers the machine off, by the ACPI register where SeaBIOS puts it. */
    static byte[] thatPowersOff() {
        return with(new byte[] {
            (byte) 0xba,
            0x04,
            0x06, // mov dx, 0x604
            (byte) 0xb8,
            0x00,
            0x20, // mov ax, 0x2000
            (byte) 0xef, // out dx, ax
            (byte) 0xf4, // hlt
            (byte) 0xeb,
            (byte) 0xfd, // jmp to the hlt
        });
    }

    private static byte[] with(byte[] program) {
        ByteBuffer iso = ByteBuffer.allocate(32 * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        descriptor(iso, 16, 1);
        descriptor(iso, 17, 0);
        iso.put(17 * SECTOR + 7, "EL TORITO SPECIFICATION".getBytes(StandardCharsets.US_ASCII));
        iso.putInt(17 * SECTOR + 0x47, 19);
        descriptor(iso, 18, 255);
        int catalogue = 19 * SECTOR;
        iso.put(catalogue, (byte) 1);
        iso.putShort(catalogue + 0x1c, (short) 0x55aa); // the sum of the entry's words is zero
        iso.put(catalogue + 0x1e, (byte) 0x55);
        iso.put(catalogue + 0x1f, (byte) 0xaa);
        iso.put(catalogue + 0x20, (byte) 0x88);
        iso.putShort(catalogue + 0x26, (short) 4);
        iso.putInt(catalogue + 0x28, 20);
        iso.put(20 * SECTOR, program);
        return iso.array();
    }

    private static void descriptor(ByteBuffer iso, int sector, int type) {
        iso.put(sector * SECTOR, (byte) type);
        iso.put(sector * SECTOR + 1, "CD001".getBytes(StandardCharsets.US_ASCII));
        iso.put(sector * SECTOR + 6, (byte) 1);
    }
}

package io.kvmguest.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Puts together boot sectors: guests of 512 bytes, that are up in a fraction of a second.
 *
 * <pre>{@code
 * Path disk = BootSector.create().print("hello\r\n").halt().writeTo(directory.resolve("hello.img"));
 * }</pre>
 *
 * <p>The code is 16-bit code of the Intel 8086, one comment for each instruction.
 */
public final class BootSector {

    /** Where the firmware loads it. */
    private static final int ORIGIN = 0x7C00;

    private static final int SIZE = 512;

    /** SeaBIOS boots no virtio or SCSI disk that is smaller than a cylinder. */
    private static final int DISK = 1 << 20;

    private static final int COM1 = 0x3F8;
    private static final int LOOP = 14;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    private BootSector() {}

    /** Starts with interrupts off, flat segments and a stack below the code. */
    public static BootSector create() {
        return new BootSector()
                .bytes(0xFA) // cli
                .bytes(0x31, 0xC0) // xor ax, ax
                .bytes(0x8E, 0xD8) // mov ds, ax
                .bytes(0x8E, 0xD0) // mov ss, ax
                .bytes(0xBC)
                .word(ORIGIN) // mov sp, ORIGIN
                .bytes(0xFC); // cld
    }

    /** Prints a text on the first serial port, waiting for the transmitter before each byte. */
    public BootSector print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int start = here() + 3 + 3 + LOOP + 3;
        return bytes(0xBE)
                .word(start) // mov si, text
                .bytes(0xB9)
                .word(bytes.length) // mov cx, length
                .transmitLoop()
                .bytes(0xE9)
                .word(bytes.length) // jmp behind the text
                .raw(bytes);
    }

    /** {@value #LOOP} bytes: sends CX bytes from SI on. */
    private BootSector transmitLoop() {
        return bytes(0xBA)
                .word(COM1 + 5) // next: mov dx, line status
                .bytes(0xEC) // wait: in al, dx
                .bytes(0xA8, 0x20) // test al, transmitter empty
                .bytes(0x74, 0xFB) // jz wait
                .bytes(0xB2, COM1 & 0xFF) // mov dl, data
                .bytes(0xAC) // lodsb
                .bytes(0xEE) // out dx, al
                .bytes(0xE2, 0xF2); // loop next
    }

    /** Prints the bytes 0 to 255 over and over, for ever. */
    public BootSector flood() {
        return bytes(0x30, 0xDB) // xor bl, bl
                .bytes(0xBA)
                .word(COM1 + 5) // next: mov dx, line status
                .bytes(0xEC) // wait: in al, dx
                .bytes(0xA8, 0x20) // test al, transmitter empty
                .bytes(0x74, 0xFB) // jz wait
                .bytes(0xB2, COM1 & 0xFF) // mov dl, data
                .bytes(0x88, 0xD8) // mov al, bl
                .bytes(0xEE) // out dx, al
                .bytes(0xFE, 0xC3) // inc bl
                .bytes(0xEB, 0xEF); // jmp next
    }

    /** Sends back every byte that comes in on the first serial port, for ever. */
    public BootSector echo() {
        return bytes(0xBA)
                .word(COM1 + 5) // next: mov dx, line status
                .bytes(0xEC) // wait: in al, dx
                .bytes(0xA8, 0x01) // test al, data ready
                .bytes(0x74, 0xFB) // jz wait
                .bytes(0xB2, COM1 & 0xFF) // mov dl, data
                .bytes(0xEC) // in al, dx
                .bytes(0xEE) // out dx, al
                .bytes(0xEB, 0xF2); // jmp next
    }

    /** Waits until a byte comes in on the first serial port. */
    public BootSector waitForByte() {
        return bytes(0xBA)
                .word(COM1 + 5) // mov dx, line status
                .bytes(0xEC) // wait: in al, dx
                .bytes(0xA8, 0x01) // test al, data ready
                .bytes(0x74, 0xFB) // jz wait
                .bytes(0xB2, COM1 & 0xFF) // mov dl, data
                .bytes(0xEC); // in al, dx
    }

    /** Stops for good. */
    public BootSector halt() {
        return bytes(0xF4) // next: hlt
                .bytes(0xEB, 0xFD); // jmp next
    }

    /** Computes for ever. */
    public BootSector spin() {
        return bytes(0xEB, 0xFE); // here: jmp here
    }

    /** Resets the machine, by a fault in the handling of a fault in the handling of a fault. */
    public BootSector tripleFault() {
        int emptyTable = here() + 5 + 1;
        return bytes(0x0F, 0x01, 0x1E)
                .word(emptyTable) // lidt [the six bytes behind int3]
                .bytes(0xCC) // int3, of which the empty table knows nothing
                .bytes(0, 0, 0, 0, 0, 0);
    }

    /** Switches the machine off, by ACPI: only on the machine type {@code pc}, where SeaBIOS puts the port at 0x600. */
    public BootSector powerOff() {
        return bytes(0xBA)
                .word(0x604) // mov dx, PM1a control
                .bytes(0xB8)
                .word(0x2000) // mov ax, sleep enable, type 0: soft off
                .bytes(0xEF) // out dx, ax
                .halt();
    }

    /** Tells the host by the pvpanic device that the kernel has panicked. */
    public BootSector panic() {
        return bytes(0xBA)
                .word(0x505) // mov dx, pvpanic
                .bytes(0xB0, 0x01) // mov al, panicked
                .bytes(0xEE); // out dx, al
    }

    /** Appends code of the caller's own. */
    public BootSector bytes(int... values) {
        for (int value : values) {
            code.write(value);
        }
        return this;
    }

    private BootSector raw(byte[] bytes) {
        code.writeBytes(bytes);
        return this;
    }

    private BootSector word(int value) {
        return bytes(value & 0xFF, value >> 8);
    }

    /** The address of the next byte in the guest. */
    private int here() {
        return ORIGIN + code.size();
    }

    /** Returns the sector: the code and the two bytes by which the firmware knows it. */
    public byte[] toBytes() {
        if (code.size() > SIZE - 2) {
            throw new IllegalStateException("a boot sector has room for 510 bytes of code, not " + code.size());
        }
        byte[] sector = new byte[SIZE];
        System.arraycopy(code.toByteArray(), 0, sector, 0, code.size());
        sector[SIZE - 2] = 0x55;
        sector[SIZE - 1] = (byte) 0xAA;
        return sector;
    }

    /** Writes it as a raw disk image. */
    public Path writeTo(Path disk) {
        try {
            return Files.write(disk, Arrays.copyOf(toBytes(), DISK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

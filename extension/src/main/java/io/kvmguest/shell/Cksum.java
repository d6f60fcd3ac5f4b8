package io.kvmguest.shell;

/** The sum that POSIX {@code cksum} prints: a CRC of 32 bits, most significant bit first, over the data and its length. */
final class Cksum {

    private static final int POLYNOMIAL = 0x04c11db7;
    private static final int[] TABLE = table();

    private Cksum() {}

    static long of(byte[] bytes) {
        int crc = 0;
        for (byte b : bytes) {
            crc = step(crc, b);
        }
        for (long length = bytes.length; length != 0; length >>>= 8) {
            crc = step(crc, (int) length);
        }
        return ~crc & 0xffff_ffffL;
    }

    private static int step(int crc, int b) {
        return (crc << 8) ^ TABLE[((crc >>> 24) ^ b) & 0xff];
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }
}

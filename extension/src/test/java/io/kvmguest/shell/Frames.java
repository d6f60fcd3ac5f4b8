package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;

/** Frames as a guest sends them. */
final class Frames {

    static final Signature SIGNATURE = new Signature("<begin", "finis>");

    private Frames() {}

    static byte[] frame(int tag, char type, String body) {
        return frame(SIGNATURE, String.format("%04o", tag) + type + body);
    }

    static byte[] notUnderstood() {
        return frame(SIGNATURE, "n");
    }

    static byte[] frame(Signature signature, String content) {
        byte[] bytes = ("\033_" + signature.begin() + content + signature.end() + "\033\\")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 2; i < bytes.length - 2; i++) {
            bytes[i] |= (byte) 0x80;
        }
        return bytes;
    }

    /** Eleven octal digits. */
    static String number(long number) {
        return String.format("%011o", number);
    }
}

package io.kvmguest.shell;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A sum of 32 bits over what a command printed, by a tool that the guest has. */
enum Sum {
    /** POSIX {@code cksum}. */
    CKSUM('c') {
        @Override
        long of(byte[] bytes) {
            return Cksum.of(bytes);
        }
    },
    /** The first 32 bits of {@code md5sum}. */
    MD5('m') {
        @Override
        long of(byte[] bytes) {
            try {
                byte[] digest = MessageDigest.getInstance("MD5").digest(bytes);
                return ByteBuffer.wrap(digest).getInt() & 0xffff_ffffL;
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has MD5", e);
            }
        }
    };

    private final char letter;

    Sum(char letter) {
        this.letter = letter;
    }

    abstract long of(byte[] bytes);

    /** Returns null if there is none that is called so. */
    static @Nullable Sum of(char letter) {
        for (Sum sum : values()) {
            if (sum.letter == letter) {
                return sum;
            }
        }
        return null;
    }
}

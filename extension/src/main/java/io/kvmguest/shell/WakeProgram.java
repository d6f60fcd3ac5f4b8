package io.kvmguest.shell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program for the guest, of a few machine instructions: it gives a clone randomness and a time of its own. No shell has
 * words for that: what is written to {@code /dev/urandom} counts when the kernel takes its next seed, up to a minute later
 * (random(4)), and {@code date} of a small system knows no fractions of a second.
 *
 * <p>It is started before the guest is saved, and waits on its standard input, so that a clone need not start a program for
 * it, which costs an emulated one a tenth of a second. It reads a {@link #request}, gives an {@link #answer}, and ends. Its
 * descriptor 3 is {@code /dev/urandom}.
 */
final class WakeProgram {

    private static final Pattern RELEASE = Pattern.compile("^(\\d{1,3})\\.(\\d{1,3})");
    private static final int FIRST_KERNEL = 4017;

    private static final int RANDOM_BYTES = 64;

    /**
     * Its exit status. A shell that is given a program for another processor takes it for a script, which may end as if all
     * were well.
     */
    static final int TRIED = 86;

    /** How many bytes an answer has. */
    static final int ANSWER = 20;

    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;

    private static final String LISTING = """
            48 81 ec 80 00 00 00    sub    rsp,0x80
            45 31 e4                xor    r12d,r12d
            # again:
            31 c0                   xor    eax,eax                    # read
            31 ff                   xor    edi,edi
            4a 8d 34 24             lea    rsi,[rsp+r12*1]
            ba 58 00 00 00          mov    edx,0x58                   # as much as there is to come
            44 29 e2                sub    edx,r12d
            0f 05                   syscall
            48 85 c0                test   rax,rax
            7e 6e                   jle    end
            49 01 c4                add    r12,rax
            41 83 fc 58             cmp    r12d,0x58
            72 e0                   jb     again
            bf 03 00 00 00          mov    edi,0x3
            be 03 52 08 40          mov    esi,0x40085203             # ioctl RNDADDENTROPY
            48 89 e2                mov    rdx,rsp
            b8 10 00 00 00          mov    eax,0x10
            0f 05                   syscall
            89 c3                   mov    ebx,eax
            be 07 52 00 00          mov    esi,0x5207                 # ioctl RNDRESEEDCRNG
            b8 10 00 00 00          mov    eax,0x10
            0f 05                   syscall
            09 c3                   or     ebx,eax
            31 ff                   xor    edi,edi
            48 8d 74 24 48          lea    rsi,[rsp+0x48]
            b8 e3 00 00 00          mov    eax,0xe3                   # clock_settime, CLOCK_REALTIME
            0f 05                   syscall
            09 c3                   or     ebx,eax
            89 5c 24 04             mov    DWORD PTR [rsp+0x4],ebx
            48 8d 7c 24 08          lea    rdi,[rsp+0x8]
            be 10 00 00 00          mov    esi,0x10
            31 d2                   xor    edx,edx
            b8 3e 01 00 00          mov    eax,0x13e                  # getrandom, of 16 bytes
            0f 05                   syscall
            83 e8 10                sub    eax,0x10
            09 44 24 04             or     DWORD PTR [rsp+0x4],eax
            31 ff                   xor    edi,edi
            48 8d 74 24 04          lea    rsi,[rsp+0x4]
            ba 14 00 00 00          mov    edx,0x14
            b8 01 00 00 00          mov    eax,0x1                    # write
            0f 05                   syscall
            # end:
            bf 56 00 00 00          mov    edi,0x56                   # TRIED
            b8 3c 00 00 00          mov    eax,0x3c                   # exit
            0f 05                   syscall
            """;

    /** Returns the program as an executable file. */
    static byte[] elf() {
        byte[] code = code();
        int size = HEADERS + code.length;
        // elf(5): the header of the file, and of the one segment that is the whole file.
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2).putShort((short) 62).putInt(1); // an executable for x86-64
        file.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(5); // to be loaded, readable and executable
        file.putLong(0).putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(0x1000);
        file.put(code);
        return file.array();
    }

    private static byte[] code() {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        LISTING.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, 24).strip())
                .map(hex -> HexFormat.ofDelimiter(" ").parseHex(hex))
                .forEach(code::writeBytes);
        return code.toByteArray();
    }

    /**
     * Makes sure that a kernel can be told to take a new seed at once, which came with Linux 4.17.
     *
     * @param release what {@code uname -r} says
     * @throws WakeUpException if it is older
     */
    static void requireKernel(String release) {
        Matcher version = RELEASE.matcher(release);
        if (!version.find()
                || Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2)) < FIRST_KERNEL) {
            throw new WakeUpException("its kernel, \"" + release
                    + "\", is older than 4.17, which is the first that takes a new seed at once");
        }
    }

    /** Returns what it is to be told: randomness, and the time. */
    static byte[] request(RandomGenerator random, Instant now) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        // struct rand_pool_info of linux/random.h: bits of entropy, bytes, and the bytes; then struct timespec.
        return ByteBuffer.allocate(8 + RANDOM_BYTES + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(256)
                .putInt(RANDOM_BYTES)
                .put(bytes)
                .putLong(now.getEpochSecond())
                .putLong(now.getNano())
                .array();
    }

    /**
     * Returns what the guest's kernel then gives for randomness.
     *
     * @throws WakeUpException if the kernel did not take what it was given
     */
    static String answer(byte[] answer) {
        ByteBuffer bytes = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        int status = bytes.getInt();
        if (status != 0) {
            throw new WakeUpException("its kernel takes no randomness or no time from a program: status " + status);
        }
        return HexFormat.of().formatHex(answer, Integer.BYTES, answer.length);
    }

    /** Returns shell code that puts the program into a file. */
    static String install(String file) {
        StringBuilder format = new StringBuilder();
        for (byte each : elf()) {
            format.append(String.format("\\%03o", each & 0xff));
        }
        return "printf '" + format + "' >" + file + "&&chmod 700 " + file;
    }

    private WakeProgram() {}
}

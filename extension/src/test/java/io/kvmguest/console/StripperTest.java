package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripperTest {

    /** {@code \e}, {@code \r} and {@code \xHH} stand for single bytes. */
    private static byte[] raw(String written) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c != '\\') {
                bytes.append(c);
                continue;
            }
            switch (written.charAt(++i)) {
                case 'e' -> bytes.append('\u001b');
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case 't' -> bytes.append('\t');
                case '\\' -> bytes.append('\\');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(written.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(written);
            }
        }
        return bytes.toString().getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            # line ends
            a\\r\\nb,                     a|b
            a\\r\\r\\nb,                  a|b
            a\\nb,                        a|b
            a\\n\\rb,                     a|b
            a\\r\\n\\r\\nb,               a||b
            10%\\r20%\\r100%\\r\\ndone,   10%|20%|100%|done
            a\\r\\e[K\\nb,                a|b
            a\\r\\e[Kb,                   a|b
            \\e[?2004l\\rb,               b
            a\\r\\x00\\nb,                a|b
            # control characters
            a\\tb,                        a\tb
            a\\x08b\\x07c\\x00d\\x0be\\x0cf\\x7fg, abcdefg
            /\\x08-,                      /-
            # CSI
            \\e[0;32m  OK  \\e[0mx,       "  OK  x"
            \\e[6nx,                      x
            \\e[32766;32766Hx,            x
            \\e[!px\\e[?7hy,              xy
            \\e[1;2 qx,                   x
            \\e[3\\x001mx,                x
            \\e[3\\nx,                    |x
            \\e[3\\rx,                    x
            a\\e[3\\e[4mx,                ax
            # OSC
            \\e]0;title\\x07x,            x
            \\e]0;title\\e\\\\x,          x
            \\e]104\\x07x,                x
            \\e]P1a2b3c4x,                x
            \\e]P1aZ,                     Z
            \\e]Rx,                       x
            \\e]0;cut\\nx,                |x
            \\e]0;t\\e[31mx,              x
            # DCS, SOS, PM, APC
            \\eP1$r0m\\e\\\\x,            x
            \\eXabc\\e\\\\x,              x
            \\e^abc\\e\\\\x,              x
            \\e_abc\\e\\\\x,              x
            \\ePabc\\x07d\\e\\\\x,        x
            \\ePabc\\x18x,                x
            # other escapes
            \\ecx\\e7\\e8\\e=\\e>\\eMy,   xy
            \\e(Bx\\e)0y\\e%Gz\\e#8!,     xyz!
            \\e\\e[31mx,                  x
            \\e\\nx,                      |x
            # 8 bits
            \\x9b31mx,                    x
            \\x9d0;title\\x07x,           x
            \\x9d0;title\\x9cx,           x
            \\x90abc\\x9cx,               x
            \\x9cx,                       x
            \\xc2\\x9b31mx,               31mx
            # UTF-8
            caf\\xc3\\xa9,                café
            \\xe2\\x86\\x92\\xf0\\x9f\\x90\\xa7, →🐧
            \\xe2\\x9c\\x9b,              ✛
            \\xe9,                        \ufffd
            \\xe9x,                       \ufffdx
            \\xe2\\x86\\e[0mx,            \ufffdx
            \\xe2\\x86\\nx,               \ufffd|x
            \\xc0\\xaf,                   \ufffd\ufffd
            \\xed\\xa0\\x80,              \ufffd\ufffd\ufffd
            \\xff,                        \ufffd
            """)
    void strips(String written, String text) {
        byte[] raw = raw(written);
        String whole = Stripped.whole(raw).text();
        // What is left undecided at the end, a broken character for example, is decided by one byte more.
        if (text.endsWith("\ufffd")) {
            whole = Stripped.whole(raw(written + "!")).text().replaceAll("!$", "");
        }
        assertThat(whole.replace('\n', '|')).isEqualTo(text);
        assertThat(Stripped.byteByByte(raw)).isEqualTo(Stripped.whole(raw));
        for (int i = 0; i <= raw.length; i++) {
            assertThat(Stripped.inPieces(raw, i)).isEqualTo(Stripped.whole(raw));
        }
    }

    @Test
    void knows_where_each_byte_lies() {
        //                       0123 4 56 7 89...
        Stripped stripped = Stripped.whole(raw("\\e[1ma\\e[0mb\\r\\nc\\rd\\xe9e\\xc3\\xa9"));
        assertThat(stripped.text()).isEqualTo("ab\nc\nd\ufffdeé");
        assertThat(stripped.offsets()).containsExactly(4L, 9L, 11L, 12L, 13L, 14L, 15L, 15L, 15L, 16L, 17L, 18L);
    }

    @Test
    void decodes_what_is_no_utf8_as_java_does() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] raw = new byte[random.nextInt(12) + 1];
            for (int i = 0; i < raw.length; i++) {
                // Lead bytes, continuations and letters; no introducers of 8-bit sequences.
                int kind = random.nextInt(4);
                raw[i] = (byte)
                        (kind == 0
                                ? 0xa0 + random.nextInt(0x20)
                                : kind == 1
                                        ? 0x80 + random.nextInt(0x10)
                                        : kind == 2 ? 0xc0 + random.nextInt(0x40) : 'a');
            }
            for (int i = 0; i < raw.length; i++) {
                // Java makes one U+FFFD of a surrogate, the Unicode standard and we one of each of its bytes.
                raw[i] = raw[i] == (byte) 0xed ? (byte) 0xee : raw[i];
            }
            raw[raw.length - 1] = '.';
            String java = new String(raw, UTF_8).replaceAll("[\u0080-\u009f]", "");
            String mine = Stripped.whole(raw).text();
            assertThat(mine).as(HexFormat.of().formatHex(raw)).isEqualTo(java);
        }
    }

    @Test
    void gives_the_same_for_noise_in_whatever_pieces() {
        Random random = new Random(4711);
        byte[] favourites =
                raw("\\e[]P_\\\\\\x07\\x18\\r\\n\\r\\n;0m\\x9b\\x9d\\x90\\x9c\\xe2\\x86\\x92\\x00\\x7f(Bab  ");
        for (int round = 0; round < 5_000; round++) {
            byte[] raw = new byte[random.nextInt(64) + 1];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = random.nextInt(8) == 0
                        ? (byte) random.nextInt(256)
                        : favourites[random.nextInt(favourites.length)];
            }
            Stripped whole = Stripped.whole(raw);
            assertThat(Stripped.byteByByte(raw)).isEqualTo(whole);
            assertThat(Stripped.inPieces(raw, random.nextInt(raw.length))).isEqualTo(whole);
        }
    }

    @Test
    void lets_no_sequence_swallow_more_than_a_terminal_would_be_sent() {
        String digits = "1".repeat(1000);
        assertThat(Stripped.whole(raw("\\e[" + digits + "x")).text()).hasSize(1001 - 256);
        String title = "t".repeat(10_000);
        assertThat(Stripped.whole(raw("\\e]0;" + title)).text()).hasSize(10_002 - 4096);
    }
}

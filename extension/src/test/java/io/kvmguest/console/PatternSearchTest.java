package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternSearchTest {

    private static Search.@Nullable Found find(String raw, String regex, long from) throws InterruptedException {
        byte[] bytes = raw.getBytes(UTF_8);
        return new PatternSearch(ByteStore.of(bytes), from, Pattern.compile(regex))
                .advance(bytes.length, Patience.unlimited());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            login: $        | vm login:      | 3  | a prompt in the unfinished line
            ^vm             | a\\nvm         | 2  | the start of a line
            ^b              | ab             | -1 | no start of a line
            one$            | one two\\none\\n | 8 | the end of a line
            a.*c            | a\\nb\\nc      | -1 | a dot ends with its line
            a[^x]*c         | a\\nb\\nc      | -1 | and so does everything else
            \\[ +(\\d+)\\] x | [  12] x       | 0  | a group
            →.é             | ab→xé          | 2  | what is not ASCII
            (?i)LOGIN       | vm login:      | 3  | flags
            (?m)^b          | a\\nb          | 2  | many lines
            (?<=vm )login   | vm login:      | 3  | look-behind
            """)
    void finds(String regex, String raw, int start, String why) throws Exception {
        String text = raw.replace("\\n", "\n");
        Search.Found found = find(text.equals("vm login:") ? text + " " : text, regex, 0);
        if (start < 0) {
            assertThat(found).as(why).isNull();
        } else {
            assertThat(found).as(why).extracting(Search.Found::start).isEqualTo((long) start);
        }
    }

    @Test
    void takes_a_line_end_as_part_of_its_line() throws Exception {
        assertThat(find("abc\r\n", "b(.*)\\n", 0)).satisfies(found -> {
            assertThat(found.text()).isEqualTo("bc\n");
            assertThat(found.end()).isEqualTo(5);
            assertThat(found.groups()).containsExactly("c");
        });
        assertThat(find("abc", "b(.*)\\n", 0)).isNull();
    }

    @Test
    void does_not_take_the_cursor_for_the_start_of_a_line() throws Exception {
        assertThat(find("root root\nroot", "^root", 5))
                .extracting(Search.Found::start)
                .isEqualTo(10L);
        assertThat(find("root root\n", "\\broot", 2))
                .extracting(Search.Found::start)
                .isEqualTo(5L);
        assertThat(find("root root\n", "^.", 9)).isNull();
    }

    @Test
    void does_not_match_what_is_before_the_cursor() throws Exception {
        assertThat(find("é-é", "é", 1)).extracting(Search.Found::start).isEqualTo(3L);
        assertThat(find("a\rb", "\\n", 1)).extracting(Search.Found::start).isEqualTo(1L);
        assertThat(find("a\r\rb", "^b", 2)).extracting(Search.Found::start).isEqualTo(3L);
        assertThat(find("a\r\rb", "\\n", 2)).isNull();
    }

    @Test
    void searches_a_line_without_an_end_in_windows() throws Exception {
        String endless = "x".repeat(1_000_000);
        assertThat(find(endless + "login: ", "login: $", 0))
                .extracting(Search.Found::start)
                .isEqualTo(1_000_000L);
        assertThat(find(endless + "login: \n", "^x", 17)).isNull();
        assertThat(find("é".repeat(300_000) + "login: ", "é(login)", 0)).satisfies(found -> {
            assertThat(found.start()).isEqualTo(599_998);
            assertThat(found.end()).isEqualTo(600_005);
        });
    }

    /** Text that comes byte by byte, against a matcher that sees it whole. */
    @Test
    void finds_in_pieces_what_is_found_in_the_whole() throws Exception {
        Random random = new Random(7);
        Pattern pattern = Pattern.compile("^é?a(b+)c\\n");
        int matches = 0;
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                text.append("aabbc\né".charAt(random.nextInt(7)));
            }
            byte[] raw = text.toString().getBytes(UTF_8);
            Matcher whole = Pattern.compile("(?m)" + pattern.pattern()).matcher(text);
            PatternSearch search = new PatternSearch(ByteStore.of(raw), 0, pattern);
            Search.Found found = null;
            for (int end = 1; end <= raw.length && found == null; end++) {
                found = search.advance(end, Patience.unlimited());
            }
            if (whole.find()) {
                matches++;
                Objects.requireNonNull(found);
                assertThat(found.text()).isEqualTo(whole.group());
                assertThat(found.groups()).containsExactly(whole.group(1));
                assertThat(found.start())
                        .isEqualTo(text.substring(0, whole.start()).getBytes(UTF_8).length);
                assertThat(found.end()).isEqualTo(text.substring(0, whole.end()).getBytes(UTF_8).length);
            } else {
                assertThat(found).isNull();
            }
        }
        assertThat(matches).isGreaterThan(30);
    }
}

package io.kvmguest.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextSearchTest {

    private static Search.@Nullable Found find(String raw, String text, long from) throws InterruptedException {
        byte[] bytes = raw.getBytes(UTF_8);
        return new TextSearch(ByteStore.of(bytes), from, text).advance(bytes.length, Patience.unlimited());
    }

    @Test
    void gives_raw_offsets() throws Exception {
        Search.Found found = find("\u001b[1mvm\u001b[0m lo\u001b[1mgin\r\n\u001b[0m", "login\n", 0);
        assertThat(found).isEqualTo(new Search.Found(11, 22, "login\n", List.of()));
    }

    @Test
    void spans_lines() throws Exception {
        assertThat(find("one\r\ntwo\r\n", "e\nt", 0))
                .extracting(Search.Found::start)
                .isEqualTo(2L);
    }

    @Test
    void understands_what_the_cursor_cuts() throws Exception {
        // Within an escape sequence, within a character, between CR and LF.
        assertThat(find("\u001b[31m1m", "1m", 3))
                .extracting(Search.Found::start)
                .isEqualTo(5L);
        assertThat(find("éé", "é", 1)).extracting(Search.Found::start).isEqualTo(2L);
        assertThat(find("a\r\nb", "\nb", 2)).extracting(Search.Found::start).isEqualTo(2L);
        assertThat(find("a\r\rb", "\nb", 1)).extracting(Search.Found::start).isEqualTo(1L);
        assertThat(find("a\r\rb", "\nb", 2)).isNull();
    }

    @Test
    void finds_across_blocks() throws Exception {
        for (int before : new int[] {65_530, 65_535, 65_536, 131_070}) {
            assertThat(find("x".repeat(before) + "login: ", "login:", 0))
                    .extracting(Search.Found::start)
                    .isEqualTo((long) before);
        }
    }

    @Test
    void finds_in_pieces_what_is_found_in_the_whole() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                text.append("aabé\n".charAt(random.nextInt(5)));
            }
            String wanted = text.substring(20, 20 + 1 + random.nextInt(6));
            byte[] raw = text.toString().getBytes(UTF_8);
            TextSearch search = new TextSearch(ByteStore.of(raw), 0, wanted);
            Search.Found found = null;
            for (int end = 1; end <= raw.length && found == null; end++) {
                found = search.advance(end, Patience.unlimited());
            }
            Objects.requireNonNull(found);
            assertThat(found.start())
                    .isEqualTo(text.substring(0, text.indexOf(wanted)).getBytes(UTF_8).length);
            assertThat(found.end()).isEqualTo(found.start() + wanted.getBytes(UTF_8).length);
        }
    }
}

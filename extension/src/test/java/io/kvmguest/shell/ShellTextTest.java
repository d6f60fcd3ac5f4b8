package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTextTest {

    @Test
    void quotes() {
        assertThat(ShellText.quote("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
        assertThat(ShellText.quote("")).isEqualTo("''");
    }

    @Test
    void writes_formats_that_hold_for_printf_and_for_single_quotes() {
        assertThat(format("plain 100% \\ 'quoted'\n\té\0\u007f"))
                .isEqualTo("plain 100%% \\\\ \\047quoted\\047\\n\\t\\303\\251\\000\\177");
    }

    @Test
    void does_not_let_a_format_look_like_an_option() {
        assertThat(format("-n - -")).isEqualTo("\\055n - -");
    }

    @Test
    void cuts_formats_between_escapes() {
        List<String> formats = ShellText.formats("ab\0cd\n-".getBytes(StandardCharsets.US_ASCII), 6);
        assertThat(formats).containsExactly("ab\\000", "cd\\n", "\\055");
        assertThat(ShellText.formats(new byte[0], 6)).containsExactly("");
    }

    @Test
    void writes_frames() {
        assertThat(ShellText.frameFormat("a0")).isEqualTo("\\341\\260");
    }

    @Test
    void knows_what_can_be_typed() {
        assertThat(ShellText.isPrintable("all {this}!".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        for (String not : List.of("\n", "\t", "\u007f", "é", "\u001b")) {
            assertThat(ShellText.isPrintable(not.getBytes(StandardCharsets.UTF_8)))
                    .as(not)
                    .isFalse();
        }
    }

    private static String format(String text) {
        return ShellText.format(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.kvmguest.assertions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilesTest {

    private static final String COREUTILS = """
            -rw-r----- 1 root shadow 6 May 20  2026 /etc/shadow
            -rw-r----- 1 0 42 6 May 20  2026 /etc/shadow
            """;
    private static final String BUSYBOX = """
            -rw-r-----    1 root     shadow           6 May 20  2026 /etc/shadow
            -rw-r-----    1 0        42               6 May 20  2026 /etc/shadow
            """;

    @Test
    void asks_by_a_script_that_any_shell_can_run() {
        assertThat(Files.question("/etc/it's").script()).isEqualTo("""
                f='/etc/it'\\''s'
                if [ -e "$f" ]; then ls -ldL -- "$f" && ls -ldnL -- "$f"
                elif [ -h "$f" ]; then echo dangling
                else echo nothing
                fi""");
        assertThat(Files.questionWithContent("/a").script()).contains("""
                ls -ldnL -- "$f" && if [ -f "$f" ]; then cat -- "$f"; fi
                """);
    }

    @Test
    void reads_a_file_of_both_tools() {
        assertThat(ask(COREUTILS).describe())
                .isEqualTo(ask(BUSYBOX).describe())
                .containsExactly("a file, mode 0640, owned by root:shadow, 6 bytes");
        assertThat(ask(BUSYBOX).isRegular()).isTrue();
    }

    @Test
    void reads_a_content_byte_by_byte() {
        FileState file = askWithContent(COREUTILS + "a\n\nb\n");

        assertThat(file.text()).isEqualTo("a\n\nb\n");
        assertThat(file.describe())
                .containsExactly("a file, mode 0640, owned by root:shadow, 6 bytes", "| a", "| ", "| b");
        assertThat(askWithContent(COREUTILS + "a").describe()).endsWith("| a", "(no line end at the end)");
        assertThat(askWithContent(COREUTILS).text()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-rw-r--r--, 0644",
        "-rwsr-xr-x, 4755",
        "-rwSr--r--, 4644",
        "-rwxr-sr-x, 2755",
        "drwxrwxrwt, 1777",
        "drwxrwx--T, 1770",
        "-rw-r--r--+, 0644",
        "----------., 0000",
    })
    void reads_permissions(String shown, String octal) {
        String line = shown + " 1 0 0 6 May 20  2026 /x\n";

        assertThat(ask(line + line).octal()).isEqualTo(octal);
    }

    @Test
    void reads_a_device_that_has_no_size() {
        String line = "crw-rw-rw-    1 0        0           1,   3 Nov 21 02:18 /dev/null\n";

        assertThat(ask(line + line).describe()).containsExactly("a device, mode 0666, owned by 0:0");
    }

    @ParameterizedTest
    @CsvSource({
        "root, true",
        "0, true",
        "root:shadow, true",
        "0:42, true",
        "root:42, true",
        "shadow, false",
        "root:root, false",
    })
    void knows_an_owner_by_name_or_number(String owner, boolean is) {
        assertThat(ask(BUSYBOX).isOwnedBy(owner)).isEqualTo(is);
    }

    @Test
    void tells_nothing_from_a_link_to_nothing() {
        Files.Found nothing = Files.question("/x").ask(FakeShell.printing("nothing\n"));
        Files.Found dangling = Files.question("/x").ask(FakeShell.printing("dangling\n"));

        assertThat(nothing.isNothing()).isTrue();
        assertThat(nothing.describe()).containsExactly("nothing");
        assertThat(dangling.isNothing()).isFalse();
        assertThat(dangling.describe()).containsExactly("a symbolic link that leads nowhere");
    }

    @Test
    void refuses_a_relative_path() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Files.question("etc/hosts"))
                .withMessage("path must be absolute: \"etc/hosts\"");
    }

    private static FileState ask(String stdout) {
        return Objects.requireNonNull(
                Files.question("/x").ask(FakeShell.printing(stdout)).file());
    }

    private static FileState askWithContent(String stdout) {
        return Objects.requireNonNull(
                Files.questionWithContent("/x").ask(FakeShell.printing(stdout)).file());
    }
}

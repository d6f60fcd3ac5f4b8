package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuoteTest {

    @Test
    void puts_a_bar_before_every_line() {
        assertThat(Quote.lines("one\ntwo\n")).isEqualTo("\n    | one\n    | two");
        assertThat(Quote.lines("")).isEqualTo("\n    (nothing)");
    }

    @Test
    void the_gist_is_the_first_line_that_speaks_of_an_error() {
        assertThat(Quote.gist("""
                        qemu-system-x86_64: warning: host doesn't support requested feature
                        qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69
                        qemu-system-x86_64: ../../target/i386/kvm/kvm.c:3183: Assertion failed.
                        """)).hasValue("error: failed to set MSR 0x10a to 0x69");
    }

    @Test
    void the_gist_is_the_last_line_where_none_speaks_of_an_error() {
        assertThat(Quote.gist("/usr/bin/qemu-system-x86_64: one\nqemu-system-x86_64: -m x: two\n\n"))
                .hasValue("-m x: two");
        assertThat(Quote.gist("\n")).isEmpty();
    }

    @Test
    void a_command_can_be_typed_into_a_shell() {
        assertThat(Quote.command(
                        List.of("/usr/bin/qemu", "-name", "guest=a,,b", "-append", "console=ttyS0 it's", "", "{}")))
                .isEqualTo("/usr/bin/qemu -name guest=a,,b -append 'console=ttyS0 it'\\''s' '' '{}'");
    }
}

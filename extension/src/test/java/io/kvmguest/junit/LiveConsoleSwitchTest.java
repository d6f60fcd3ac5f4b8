package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The configuration parameter {@code kvmguest.console}. */
@ResourceLock(Resources.SYSTEM_OUT)
class LiveConsoleSwitchTest {

    @TempDir
    Path folder;

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class Fixture {
        @Test
        void test() {}
    }

    private static String printed(FakeHost host) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            host.passing(Fixture.class);
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void streams_consoles_to_standard_output() {
        assertThat(printed(new FakeHost(folder).with(Settings.CONSOLE, "live")))
                .isEqualToNormalizingNewlines("    1.500 mini | Welcome to mini#1\n");
    }

    @Test
    void is_off_by_itself() {
        assertThat(printed(new FakeHost(folder))).isEmpty();
    }
}

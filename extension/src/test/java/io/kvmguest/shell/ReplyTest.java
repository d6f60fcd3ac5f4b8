package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.ByteWait;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SilentLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReplyTest {

    private static final String SEPARATOR = "\036abcd";

    @TempDir
    Path folder;

    private final SilentLine line = new SilentLine();

    private Port port() {
        SerialConsole console =
                SerialConsole.open(new SilentLine(), folder, ConsoleSubject.named("Guest 'made up'"), 1);
        return new Port(line, 0, console, new OpenPorts());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long soon(Port port) {
        return port.nanos() + Duration.ofSeconds(30).toNanos();
    }

    @Test
    void is_the_same_however_it_is_cut() {
        byte[] all = bytes("rest of another \036abc" + SEPARATOR + "out\0\036a\n" + SEPARATOR + "\036err" + SEPARATOR
                + "42\nnext");
        Port port = port();
        ByteWait wait = port.waitFor("a reply");
        for (int first = 0; first <= all.length; first++) {
            for (int second = first; second <= all.length; second += 3) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteArrayOutputStream err = new ByteArrayOutputStream();
                Reply reply = new Reply(port, bytes(SEPARATOR), List.of(out, err));
                port.unread(all, second);
                port.unread(Arrays.copyOf(all, second), first);
                port.unread(Arrays.copyOf(all, first), 0);

                assertThat(reply.await(soon(port), wait)).isTrue();

                assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("out\0\036a\n");
                assertThat(err.toString(StandardCharsets.ISO_8859_1)).isEqualTo("\036err");
                assertThat(reply.text()).isEqualTo("42");
                StringBuilder next = new StringBuilder();
                while (port.hasMore()) {
                    next.append(new String(port.next(soon(port), wait), StandardCharsets.ISO_8859_1));
                }
                assertThat(next).hasToString("next");
            }
        }
    }

    @Test
    void gives_at_once_what_cannot_belong_to_a_separator() {
        Port port = port();
        ByteWait wait = port.waitFor("a reply");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Reply reply = new Reply(port, bytes(SEPARATOR), List.of(out));
        port.unread(bytes(SEPARATOR + "line 1\n"), 0);
        assertThat(reply.await(port.nanos(), wait)).isFalse();
        assertThat(out).hasToString("line 1\n");
        assertThat(reply.hasBegun()).isTrue();
    }
}

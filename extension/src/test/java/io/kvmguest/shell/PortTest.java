package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.console.ByteWait;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SerialLine;
import io.kvmguest.console.SilentLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PortTest {

    @TempDir
    Path directory;

    private final AtomicBoolean open = new AtomicBoolean();
    private final AtomicInteger questions = new AtomicInteger();
    private final List<Integer> pluggedIn = new ArrayList<>();

    /** QEMU's answers, which a guest changes only after the question. */
    private final GuestPorts.Machine machine = new GuestPorts.Machine() {
        @Override
        public void plugIn(int number) {
            pluggedIn.add(number);
        }

        @Override
        public boolean isOpen(int number) {
            boolean answer = open.get();
            questions.incrementAndGet();
            console.lookAgain();
            return answer;
        }
    };

    private final PipedOutputStream guest = new PipedOutputStream();
    private SerialConsole console;
    private Port port;
    private ByteWait wait;

    @BeforeEach
    void connect() throws IOException {
        console = SerialConsole.open(new SilentLine(), directory, ConsoleSubject.named("Guest 'vm' (image fake)"), 1);
        port = new Port(new PipedLine(new PipedInputStream(guest)), 7, console, machine);
        wait = port.waitFor("bytes");
    }

    @AfterEach
    void close() {
        port.close();
        console.close();
    }

    private long in(Duration duration) {
        return port.nanos() + duration.toNanos();
    }

    private void say(String text) throws IOException {
        guest.write(text.getBytes(StandardCharsets.UTF_8));
        guest.flush();
    }

    @Test
    void is_not_taken_in_by_news_of_its_last_user() throws Exception {
        port.expectOpening();
        port.listen();
        port.changed(GuestPorts.State.CLOSED);
        Thread opener = new Thread(() -> {
            boolean unused = wait.await(() -> questions.get() >= 2, Duration.ofSeconds(30));
            try {
                say("late");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        opener.start();
        assertThat(port.next(in(Duration.ofSeconds(30)), wait)).asString().isEqualTo("late");
        opener.join();
    }

    @Test
    void is_plugged_in_when_it_is_first_to_be_opened() {
        assertThat(pluggedIn).isEmpty();
        port.expectOpening();
        port.plugIn();
        port.expectOpening();
        assertThat(pluggedIn).containsExactly(7);
    }

    @Test
    void waits_no_longer_than_asked_for_somebody_to_open_it() {
        port.expectOpening();
        port.listen();
        port.changed(GuestPorts.State.CLOSED);
        assertThat(port.next(in(Duration.ZERO), wait)).isNull();
    }

    @Test
    void asks_whether_late_news_still_hold() throws Exception {
        port.expectOpening();
        port.listen();
        say("hello");
        assertThat(port.next(in(Duration.ofSeconds(30)), wait)).asString().isEqualTo("hello");
        open.set(true);
        port.changed(GuestPorts.State.CLOSED);
        assertThat(port.isClosedByGuest()).isFalse();
        assertThat(questions).hasValue(1);
        assertThat(port.next(in(Duration.ofMillis(1)), wait)).isNull();

        open.set(false);
        assertThat(port.isClosedByGuest()).as("without news nobody asks").isFalse();
        port.changed(GuestPorts.State.CLOSED);
        assertThat(port.isClosedByGuest()).isTrue();
        assertThatExceptionOfType(ShellGoneException.class)
                .isThrownBy(() -> port.next(in(Duration.ofSeconds(30)), wait))
                .withMessage("was ended: its port kvmguest.7 was closed in the guest");
    }

    @Test
    void has_the_last_words_of_a_program_that_has_closed_it() throws Exception {
        port.expectOpening();
        port.listen();
        say("last words");
        port.changed(GuestPorts.State.CLOSED);
        assertThat(port.next(in(Duration.ofSeconds(30)), wait)).asString().isEqualTo("last words");
    }

    @Test
    void sees_every_end_of_what_it_sends() throws Exception {
        byte[] data = {1};
        for (int i = 0; i < 10_000; i++) {
            port.send(new ByteArrayInputStream(data), data.length, wait);
        }
    }

    private record PipedLine(InputStream in) implements SerialLine {

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return in.read(buffer, offset, length);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public String description() {
            return "a pipe";
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmguest.console.SerialLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QmpClientTest {

    private static final String GREETING =
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}}, \"capabilities\": []}}\r\n";

    private final SocketPair pair;
    private final QmpClient qmp;
    private final ExecutorService caller = Executors.newCachedThreadPool();

    QmpClientTest(@TempDir Path directory) {
        pair = new SocketPair(directory);
        qmp = new QmpClient(new ByteByByte(pair.line()), "router", Duration.ofSeconds(30));
    }

    @AfterEach
    void close() throws IOException {
        caller.shutdownNow();
        pair.close();
    }

    @Test
    void leaves_negotiation_mode_after_the_greeting() throws Exception {
        Future<?> negotiation = caller.submit(qmp::negotiate);

        pair.tell(GREETING);

        assertThat(pair.hear()).isEqualTo("{\"execute\":\"qmp_capabilities\",\"id\":\"kvmguest-1\"}");
        pair.tell("{\"return\": {}, \"id\": \"kvmguest-1\"}\r\n");
        negotiation.get(30, TimeUnit.SECONDS);
    }

    @Test
    void sends_arguments_and_returns_what_qemu_returns() throws Exception {
        Future<Object> answer = execute("set_link", Map.of("name", "nic \u00e4 \"0\""));

        assertThat(pair.hear())
                .startsWith("{\"execute\":\"set_link\",\"arguments\":{\"name\":\"nic ")
                .contains("\\\"0\\\"");
        pair.tell("{\"return\": {\"n\": 5000000000, \"list\": [true, null, \"\u20ac\"]}, \"id\": \"kvmguest-1\"}\r\n");

        assertThat(answer.get(30, TimeUnit.SECONDS).toString()).isEqualTo("{n=5000000000, list=[true, null, \u20ac]}");
    }

    @Test
    void gives_every_caller_its_own_answer() throws Exception {
        Future<Object> first = execute("one", Map.of());
        String firstId = id(pair.hear());
        Future<Object> second = execute("two", Map.of());
        String secondId = id(pair.hear());

        pair.tell("{\"return\": 2, \"id\": \"" + secondId + "\"}\n{\"return\": 1, \"id\": \"" + firstId + "\"}\n");

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void an_error_has_command_class_and_description() {
        Future<?> peer = caller.submit(() -> {
            String id = id(pair.hear());
            pair.tell("{\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"Device 'nic7' not found\"}, \"id\": \""
                    + id + "\"}\r\n");
        });

        QmpException refused = catchThrowableOfType(
                QmpException.class, () -> qmp.execute("set_link", Map.of("name", "nic7", "up", false)));

        assertThat(refused)
                .hasMessage("QEMU of guest 'router' refused 'set_link': Device 'nic7' not found (DeviceNotFound)");
        assertThat(refused.command()).isEqualTo("set_link");
        assertThat(refused.errorClass()).hasValue("DeviceNotFound");
        assertThat(peer).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void a_deadline_ends_the_wait_and_a_late_answer_is_nobodys() {
        try (QmpClient hasty = new QmpClient(pair.line(), "router", Duration.ofSeconds(1))) {
            assertThatExceptionOfType(QmpException.class)
                    .isThrownBy(() -> hasty.execute("query-status"))
                    .withMessage("QEMU of guest 'router' did not answer 'query-status' within 1 s")
                    .satisfies(late -> assertThat(late.errorClass()).isEmpty());
        }
    }

    @Test
    void a_hang_up_ends_every_wait_at_once() throws Exception {
        Future<Object> answer = execute("query-status", Map.of());
        pair.hear();

        pair.hangUp();

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .havingCause()
                .isInstanceOf(QmpException.class)
                .withMessage("QEMU of guest 'router' is gone, and has not answered 'query-status'");
        qmp.ended().get(30, TimeUnit.SECONDS);
        assertThatExceptionOfType(QmpException.class)
                .isThrownBy(() -> qmp.execute("cont"))
                .withMessage("QEMU of guest 'router' is gone, and has not answered 'cont'");
        assertThatExceptionOfType(QmpException.class)
                .isThrownBy(qmp::negotiate)
                .withMessage("QEMU of guest 'router' is gone, and has not answered 'qmp_capabilities'");
    }

    @Test
    void an_interrupt_ends_the_wait_and_stays() throws Exception {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(QmpException.class)
                .isThrownBy(() -> qmp.execute("stop"))
                .withMessage("Interrupted while waiting for QEMU of guest 'router' to answer 'stop'");

        assertThat(Thread.interrupted()).isTrue();
        Future<Object> answer = execute("cont", Map.of());
        pair.hear();
        pair.tell("{\"return\": {}, \"id\": \"" + id(pair.hear()) + "\"}\n");
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(Map.of());
    }

    @Test
    void events_come_in_their_order_between_answers() throws Exception {
        List<String> seen = new ArrayList<>();
        qmp.onEvent(event -> seen.add(event.name() + event.data()));
        Future<Object> answer = execute("x", Map.of());
        String id = id(pair.hear());

        pair.tell(
                "{\"event\": \"STOP\", \"timestamp\": {\"seconds\": 1}}\r\n{\"return\": {}, \"id\": \"" + id + "\"}\r\n"
                        + "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}\r\n");
        answer.get(30, TimeUnit.SECONDS);
        pair.hangUp();
        qmp.ended().get(30, TimeUnit.SECONDS);

        assertThat(seen).containsExactly("STOP{}", "SHUTDOWN{guest=true, reason=guest-reset}");
    }

    @Test
    void a_listener_that_fails_harms_nobody() throws Exception {
        BlockingQueue<QmpEvent> seen = new LinkedBlockingQueue<>();
        qmp.onEvent(event -> {
            throw new AssertionError("on purpose, and logged");
        });
        qmp.onEvent(seen::add);

        pair.tell("{\"event\": \"STOP\"}\n{\"event\": \"RESUME\"}\n");

        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(new QmpEvent("STOP", Map.of()));
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(new QmpEvent("RESUME", Map.of()));
    }

    @Test
    void a_listener_may_execute_commands() throws Exception {
        CompletableFuture<Object> status = new CompletableFuture<>();
        qmp.onEvent(event -> status.complete(qmp.execute("query-status")));

        pair.tell("{\"event\": \"STOP\"}\n");
        pair.tell("{\"return\": {\"status\": \"paused\"}, \"id\": \"" + id(pair.hear()) + "\"}\n");

        assertThat(status.get(30, TimeUnit.SECONDS)).isEqualTo(Map.of("status", "paused"));
    }

    @Test
    void a_listener_that_was_closed_hears_nothing_more() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        List<QmpEvent> closed = new ArrayList<>();
        qmp.onEvent(closed::add).close();
        qmp.onEvent(event -> heard.countDown());

        pair.tell("{\"event\": \"STOP\"}\n");

        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(closed).isEmpty();
    }

    @Test
    void what_is_not_json_ends_the_conversation() {
        pair.tell("qemu: something else\n");

        assertThat(qmp.ended()).succeedsWithin(Duration.ofSeconds(30));
        assertThatExceptionOfType(QmpException.class).isThrownBy(() -> qmp.execute("cont"));
    }

    private Future<Object> execute(String command, Map<String, ?> arguments) {
        return caller.submit(() -> qmp.execute(command, arguments));
    }

    private static String id(String request) {
        return request.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    }

    /** Splits what comes in at every byte. */
    private record ByteByByte(SerialLine line) implements SerialLine {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return line.read(buffer, offset, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            line.write(bytes, offset, length);
        }

        @Override
        public String description() {
            return line.description();
        }

        @Override
        public void close() throws IOException {
            line.close();
        }
    }
}

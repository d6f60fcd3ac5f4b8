package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends the JVM, its guests end, and nothing of them is left. */
@Tag("guest")
@Timeout(180)
class SupervisionGuestTest {

    @Test
    void sigkill_of_the_jvm() throws Exception {
        Process jvm = ForkedJvm.start(1, "halt");
        List<ForkedJvm.Left> guests = ForkedJvm.readGuests(jvm, 1);

        jvm.destroyForcibly();

        assertNothingLeft(jvm, guests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"halt", "exit", "throw"})
    void the_jvm_ends_itself(String ending) throws Exception {
        Process jvm = ForkedJvm.start(1, ending);
        List<ForkedJvm.Left> guests = ForkedJvm.readGuests(jvm, 1);

        jvm.getOutputStream().close();

        assertNothingLeft(jvm, guests);
    }

    @Test
    void sigkill_of_a_jvm_with_many_guests() throws Exception {
        Process jvm = ForkedJvm.start(8, "halt");
        List<ForkedJvm.Left> guests = ForkedJvm.readGuests(jvm, 8);

        jvm.destroyForcibly();

        assertNothingLeft(jvm, guests);
    }

    private static void assertNothingLeft(Process jvm, List<ForkedJvm.Left> guests) throws Exception {
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        for (ForkedJvm.Left guest : guests) {
            var process = ProcessHandle.of(guest.pid());
            if (process.isPresent()) {
                process.get().onExit().get(60, TimeUnit.SECONDS);
            }
            // The supervisor removes it as its last deed. Its own process may stay listed until init has taken note.
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.notExists(guest.directory()));
        }
    }
}

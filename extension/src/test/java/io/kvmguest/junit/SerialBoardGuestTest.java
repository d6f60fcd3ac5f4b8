package io.kvmguest.junit;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.Board;
import io.kvmguest.SimulatedBoard;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** {@code @SerialBoard}, on a simulated board with a real kernel, and what is said where there is none. */
@Timeout(900)
class SerialBoardGuestTest {

    private static final String PORT = "kvmguest.test.board";

    @TempDir
    Path directory;

    private EngineExecutionResults run(Class<?> fixture) {
        return new FakeHost(directory.resolve("host")).run(fixture);
    }

    private String failure(Class<?> fixture) {
        return String.valueOf(
                new FakeHost(directory.resolve("host")).failing(fixture).getMessage());
    }

    // --- what a test gets -------------------------------------------------------------------------------------------

    @OnFakeHost
    @SerialBoard(port = "${kvmguest.test.board}", name = "router", bootTimeout = "6m")
    static class OnTheDesk {

        @InGuest("router")
        private Board field;

        @Test
        void runs_commands(RootShell root, Board board) {
            assertThat(root.run("id -u").stdout()).isEqualTo("0");
            assertThat(board.name()).isEqualTo("router");
            assertThat(field).isSameAs(board);
        }

        @Test
        void has_its_console_and_its_shell(SerialConsole console, RootShell root) {
            root.run("echo '<5>seen on the console' >/dev/kmsg").requireSuccess();
            console.expect("seen on the console");
        }

        @Test
        void has_a_log(@InGuest("router") BootLog log) {
            assertThat(log).reached(BootPhase.ROOT_SHELL);
        }
    }

    @Test
    @Tag("guest")
    @Tag("junit")
    void gives_a_class_a_board_that_is_up() throws IOException {
        try (SimulatedBoard simulated = new SimulatedBoard(directory, 115_200, 0)) {
            simulated.on();
            System.setProperty(PORT, simulated.port().toString());
            assertThat(new FakeHost(directory.resolve("host")).passing(OnTheDesk.class))
                    .isEqualTo(3);
        } finally {
            System.clearProperty(PORT);
        }
    }

    // --- where there is none ----------------------------------------------------------------------------------------

    @OnFakeHost
    @SerialBoard(port = "${kvmguest.test.board}")
    static class Missing {
        @Test
        void never_runs(RootShell root) {}
    }

    @Test
    void says_where_its_port_is_to_be_named() {
        assertThat(failure(Missing.class))
                .isEqualTo("Which serial port? \"${kvmguest.test.board}\" is what -Dkvmguest.test.board=… says, or"
                        + " KVMGUEST_TEST_BOARD in the environment, and neither is set.\n"
                        + "  For example: -Dkvmguest.test.board=/dev/ttyUSB0");
    }

    @OnFakeHost
    @SerialBoard(port = "${kvmguest.test.board}", whenUnavailable = WhenUnavailable.SKIP)
    static class Skipped {
        @Test
        void never_runs(RootShell root) {}
    }

    @Test
    void is_skipped_where_somebody_wishes_so() {
        EngineExecutionResults results = run(Skipped.class);
        assertThat(results.allEvents().failed().stream()).isEmpty();
        assertThat(results.allEvents().aborted().stream().map(Object::toString).toList())
                .anyMatch(event -> event.contains(
                        "Skipped is skipped, because this host cannot reach board" + " 'board': Which serial port?"));
    }

    // --- mistakes ---------------------------------------------------------------------------------------------------

    @OnFakeHost
    @SerialBoard(name = "router")
    static class OnNoLine {
        @Test
        void never_runs(RootShell root) {}
    }

    @OnFakeHost
    @SerialBoard(port = "/dev/ttyUSB0", server = "rack-3:4001")
    static class OnTwoLines {
        @Test
        void never_runs(RootShell root) {}
    }

    @OnFakeHost
    @SerialBoard(server = "rack-3")
    static class OnNoPort {
        @Test
        void never_runs(RootShell root) {}
    }

    @OnFakeHost
    @SerialBoard(port = "/dev/ttyUSB0", password = "secret")
    static class WithAPasswordAlone {
        @Test
        void never_runs(RootShell root) {}
    }

    @OnFakeHost
    @SerialBoard(port = "/dev/ttyUSB0", powerOn = "true")
    static class WithHalfASwitch {
        @Test
        void never_runs(RootShell root) {}
    }

    @OnFakeHost
    @SerialBoard(port = "/dev/ttyUSB0", txDelay = 5)
    static class WithADelayAlone {
        @Test
        void never_runs(RootShell root) {}
    }

    @Test
    void says_what_is_wrong_with_its_annotation() {
        String oneLine = "a board is on one line: give it a port, a usbSerialNumber, a description or a server, such as"
                + " port = \"/dev/ttyUSB0\"";
        assertThat(failure(OnNoLine.class)).isEqualTo("OnNoLine: @SerialBoard(name = \"router\"): " + oneLine);
        assertThat(failure(OnTwoLines.class))
                .isEqualTo("OnTwoLines: @SerialBoard(port = \"/dev/ttyUSB0\", server = \"rack-3:4001\"): " + oneLine);
        assertThat(failure(OnNoPort.class))
                .endsWith("server must be a host and a TCP port, such as \"rack-3:4001\", but was \"rack-3\"");
        assertThat(failure(WithAPasswordAlone.class))
                .endsWith("password needs a login: login = \"root\", password = \"…\"")
                .doesNotContain("secret");
        assertThat(failure(WithHalfASwitch.class)).endsWith("powerOn and powerOff go together");
        assertThat(failure(WithADelayAlone.class)).endsWith("txDelay needs a chunk to stand behind: chunk = 16");
    }
}

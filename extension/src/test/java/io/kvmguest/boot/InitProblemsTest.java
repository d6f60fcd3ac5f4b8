package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitProblemsTest {

    static Stream<Arguments> failedUnits() {
        return Stream.of(
                Arguments.of("[FAILED] Failed to start foo.service - The Foo.", "foo.service"),
                Arguments.of("[FAILED] Failed to start Load Kernel Modules.", "Load Kernel Modules"),
                Arguments.of("[FAILED] Failed to mount boot.mount - /boot.", "boot.mount"),
                Arguments.of("[FAILED] Failed to listen on foo.socket - Foo Socket.", "foo.socket"),
                Arguments.of("[FAILED] Failed unmounting boot.mount - /boot.", "boot.mount"),
                Arguments.of("[DEPEND] Dependency failed for local-fs.target - Local File Systems.", "local-fs.target"),
                Arguments.of("[ TIME ] Timed out waiting for device dev-vdb1.device - /dev/vdb1.", "dev-vdb1.device"),
                Arguments.of("systemd[1]: Failed to start foo.service - The Foo.", "foo.service"),
                Arguments.of("systemd[1]: foo.service: Failed with result 'exit-code'.", "foo.service"),
                Arguments.of(
                        "systemd[1]: Timed out waiting for device dev-vdb1.device - /dev/vdb1.", "dev-vdb1.device"),
                Arguments.of(" * ERROR: sshd failed to start", "sshd"),
                Arguments.of(" * ERROR: cannot start nginx as net would not start", "nginx"),
                Arguments.of("startpar: service(s) returned failure: networking ssh ... failed!", "networking ssh"),
                Arguments.of("[FAIL] Starting web server: apache2 failed!", "web server: apache2"),
                Arguments.of("Starting periodic command scheduler: cron failed!", "periodic command scheduler: cron"),
                Arguments.of("INIT: Id \"S0\" respawning too fast: disabled for 5 minutes", "S0"),
                Arguments.of("init: ttyS0 main process (867) terminated with status 1", "ttyS0"),
                Arguments.of("init: Failed to spawn ttyS0 main process: unable to execute: No such file", "ttyS0"),
                Arguments.of("init: ttyS0 respawning too fast, stopped", "ttyS0"),
                Arguments.of(
                        "procd: Instance dnsmasq::instance1 s in a crash loop 6 crashes, 0 seconds since last crash",
                        "dnsmasq::instance1"),
                Arguments.of("runsv sshd: fatal: unable to start ./run: file does not exist", "sshd"));
    }

    @ParameterizedTest
    @MethodSource("failedUnits")
    void knows_failed_units(String line, String unit) {
        assertThat(InitProblems.failure(line))
                .isEqualTo(new InitProblems.Failure(ProblemKind.FAILED_UNIT, line.strip(), unit));
    }

    @Test
    void takes_the_prompt_away_that_a_status_line_stands_behind() {
        assertThat(InitProblems.failure("root@vm:~# [FAILED] Failed to start foo.service - Foo."))
                .isEqualTo(new InitProblems.Failure(
                        ProblemKind.FAILED_UNIT, "[FAILED] Failed to start foo.service - Foo.", "foo.service"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/vda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.",
                "systemd-fsck[123]: fsck failed with exit status 4.",
                "fsck exited with status code 4",
                "fsck from util-linux 2.38 failed",
                "An automatic file system check (fsck) of the root filesystem failed.",
                "The root filesystem on /dev/vda1 requires a manual fsck",
            })
    void knows_failed_checks_of_file_systems(String line) {
        assertThat(InitProblems.failure(line))
                .extracting(failure -> failure.kind())
                .isEqualTo(ProblemKind.FILE_SYSTEM_CHECK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[  OK  ] Started foo.service - Foo.",
                "[FAILED] 3 of 17 tests",
                "tests: [FAILED] Failed to start the engine",
                "Failed to start the engine",
                "Warning: fsck not present, so skipping root file system",
                "Killing all remaining processes...failed.",
                "Creating compatibility symlink from /etc/mtab to /proc/mounts. ... (warning).",
                "init: ttyS0 main process (867) killed by TERM signal",
                "init: ttyS0 main process (867) terminated with status 0",
                "Nov 22 22:10:29 vm systemd[1]: Failed to start foo.service - Foo.",
                "systemd[1]: Failed to find module 'autofs4'",
                "ERROR: sshd failed to start",
                "procd: WDT failed to write: Bad file descriptor",
                "Starting a thing that failed",
            })
    void leaves_what_is_no_failure(String line) {
        assertThat(InitProblems.failure(line)).isNull();
    }

    @Test
    void reads_the_name_of_a_unit_from_the_hint() {
        assertThat(InitProblems.hint("See 'systemctl status systemd-modules-load.service' for details."))
                .isEqualTo("systemd-modules-load.service");
        assertThat(InitProblems.hint("See 'systemctl status foo.service' f")).isNull();
    }
}

package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.Frames;
import io.kvmguest.report.ReportKeys;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EventType;

/** Real guests in the hands of JUnit: what {@link FakeHost} cannot know. */
@Tag("guest")
@Tag("junit")
class KvmGuestGuestTest {

    /** The process id of the last fixture's guest, for a test to see that it is gone. */
    private static final AtomicLong PID = new AtomicLong();

    @TempDir
    Path folder;

    private EngineExecutionResults run(Class<?> fixture) {
        return new FakeHost(folder)
                .with(Settings.EVIDENCE, folder.resolve("evidence").toString())
                .run(fixture);
    }

    /** Every byte of the console, whatever it is. */
    private static String console(Path evidence) throws IOException {
        return Files.readString(evidence.resolve("console.log"), StandardCharsets.ISO_8859_1);
    }

    private static void assertGone() {
        assertThat(ProcessHandle.of(PID.get()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private static Stream<Map<String, String>> entries(EngineExecutionResults results) {
        return results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs());
    }

    @KvmGuest("mini")
    static class Uses {
        @InGuest
        RootShell field;

        @Test
        void test(Guest guest, RootShell root, SerialConsole console, BootLog bootLog) {
            PID.set(guest.pid());
            assertThat(guest.name()).isEqualTo("mini");
            assertThat(root.run("id -u").requireSuccess().stdout()).isEqualTo("0");
            assertThat(field).isSameAs(root).isSameAs(guest.shell());
            assertThat(bootLog.reached(BootPhase.ROOT_SHELL)).isTrue();
            root.run("echo hello from the guest > /dev/kmsg").requireSuccess();
            console.expect("hello from the guest");
        }
    }

    @Test
    void a_test_uses_its_guest() throws IOException {
        EngineExecutionResults results = run(Uses.class);
        assertThat(FakeHost.failures(results)).isEmpty();
        assertGone();
        assertThat(entries(results)).singleElement().satisfies(entry -> assertThat(entry)
                .containsEntry(ReportKeys.GUEST, "mini")
                .containsEntry(ReportKeys.COMMANDS, "2")
                .containsKeys(ReportKeys.ACCELERATOR, ReportKeys.BOOT, ReportKeys.phase(BootPhase.KERNEL))
                .doesNotContainKey(ReportKeys.EVIDENCE)
                .hasEntrySatisfying(
                        ReportKeys.LOGIN, login -> assertThat(login).matches("root shell by autologin, .* (?:ms|s)"))
                .hasEntrySatisfying(ReportKeys.BOOT, seconds -> assertThat(Double.parseDouble(seconds))
                        .isPositive()));
        assertThat(results.allEvents().stream()
                        .filter(event -> event.getType() == EventType.FILE_ENTRY_PUBLISHED)
                        .map(event -> event.getRequiredPayload(FileEntry.class).getPath()))
                .satisfiesExactly(
                        console -> assertThat(Files.readAllLines(console))
                                .allMatch(line -> line.matches("\\d+\\.\\d{3} \\| .*"))
                                .anyMatch(line -> line.contains("Linux version"))
                                .anyMatch(line -> line.endsWith("hello from the guest")),
                        qemu -> assertThat(qemu).content().contains("qemu-system-x86_64"));
        assertThat(folder.resolve("evidence")).doesNotExist();
    }

    @KvmGuest("mini")
    static class Destroys {
        @RepeatedTest(3)
        void test(Guest guest) {
            PID.set(guest.pid());
            assertThat(guest.bootLog().origin().isRecorded()).isTrue();
            guest.shell().run("test ! -e /bin/mark && touch /bin/mark").requireSuccess();
            assertThat(guest.prove()).isEmpty();
            var unused = guest.shell().run("rm -rf /bin /sbin /lib; echo c > /proc/sysrq-trigger; sleep 0");
        }
    }

    @Test
    void what_a_test_destroys_the_next_one_has() {
        EngineExecutionResults results = run(Destroys.class);
        assertThat(FakeHost.failures(results)).hasSize(3).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(ConsoleEndedException.class));
        assertGone();
        assertThat(entries(results).filter(entry -> entry.containsKey(ReportKeys.ORIGIN)))
                .hasSize(3)
                .allSatisfy(entry -> assertThat(entry.get(ReportKeys.ORIGIN)).startsWith("recorded "));
    }

    @KvmGuest("mini")
    static class GoesOnFromWhatWasPrepared {
        static final Set<Long> PIDS = ConcurrentHashMap.newKeySet();

        @SuppressWarnings("NullAway.Init")
        static Guest ofTheClass;

        @BeforeAll
        static void prepare(Guest guest) {
            PIDS.add(guest.pid());
            ofTheClass = guest;
            guest.shell().run("hostname prepared; mkdir /app").requireSuccess();
        }

        @RepeatedTest(4)
        void test(Guest guest) {
            assertThat(PIDS.add(guest.pid())).isTrue();
            assertThat(guest.shell().run("hostname; ls -d /app").lines()).containsExactly("prepared", "/app");
            guest.shell().run("rm -r /app; hostname broken").requireSuccess();
        }

        @Test
        void uses_that_of_the_class() {
            var unused = ofTheClass.shell().run("true");
        }
    }

    @Test
    void each_method_goes_on_from_what_was_prepared() {
        GoesOnFromWhatWasPrepared.PIDS.clear();
        EngineExecutionResults results = run(GoesOnFromWhatWasPrepared.class);
        assertThat(results.testEvents().succeeded().count()).isEqualTo(4);
        assertThat(FakeHost.failures(results)).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageStartingWith("Guest 'mini' (image mini) had its console closed by the test run before ")
                .hasMessageContaining(
                        "Cause: the guest was closed: it lives as long as the test, the class or the block"
                                + " that it was started for."));
        assertThat(GoesOnFromWhatWasPrepared.PIDS).hasSize(5).allSatisfy(pid -> assertThat(
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                .isEmpty());
    }

    @KvmGuest("mini")
    static class FailsWhileRunning {
        @Test
        void test(Guest guest) {
            PID.set(guest.pid());
            guest.shell().run("echo sick > /dev/kmsg").requireSuccess();
            guest.console().fromPowerOn().expect("sick");
            throw new IllegalStateException("made up");
        }
    }

    @Test
    void a_failed_test_leaves_evidence() throws IOException {
        EngineExecutionResults results = run(FailsWhileRunning.class);
        assertGone();
        Path evidence = folder.resolve("evidence/FailsWhileRunning/test/mini");
        assertThat(FakeHost.failures(results)).singleElement().satisfies(failure -> assertThat(
                        failure.getSuppressed()[0])
                .message()
                .startsWith("Guest 'mini' (image mini) printed during this test, at last:\n  | ")
                .contains("sick\n")
                .endsWith("Evidence: " + evidence + "/"));
        assertThat(console(evidence)).contains("Linux version", "sick");
        assertThat(evidence.resolve("qemu.txt")).content().contains("qemu-system-x86_64");
        assertThat(evidence.resolve("boot.txt")).content().contains("root shell");
    }

    @KvmGuest(value = "mini", name = "left", reset = Reset.PER_CLASS)
    @KvmGuest(value = "mini", name = "right", reset = Reset.PER_CLASS)
    @ParameterizedClass
    @ValueSource(strings = {"first", "second"})
    static class OnTwoGuestsOfItsOwn {
        static final List<Long> PIDS = new ArrayList<>();

        @Parameter
        String row;

        @InGuest("left")
        Guest left;

        @Test
        void test(@InGuest("right") Guest right) {
            PIDS.add(left.pid());
            PIDS.add(right.pid());
            assertThat(left.shell().run("ls /tmp/*").stdout())
                    .as("what an earlier guest had")
                    .isEmpty();
            left.shell().run("echo " + row + " >/tmp/left").requireSuccess();
            assertThat(right.shell().run("ls /tmp/*").stdout())
                    .as("what the other guest has")
                    .isEmpty();
        }

        @RepeatedTest(2)
        void sees_what_the_other_tests_did(RepetitionInfo repetition, @InGuest("right") RootShell right) {
            assertThat(right.run("echo >>/tmp/right; wc -l </tmp/right").stdout())
                    .isEqualTo(String.valueOf(repetition.getCurrentRepetition()));
        }
    }

    @Test
    void each_invocation_of_a_parameterized_class_has_fresh_guests() {
        OnTwoGuestsOfItsOwn.PIDS.clear();
        EngineExecutionResults results = run(OnTwoGuestsOfItsOwn.class);
        assertThat(FakeHost.failures(results)).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(6);
        assertThat(OnTwoGuestsOfItsOwn.PIDS).hasSize(4).doesNotHaveDuplicates().allSatisfy(pid -> assertThat(
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                .isEmpty());
    }

    @KvmGuest("mini")
    static class FailsBeforeAll {
        @BeforeAll
        static void beforeAll(Guest guest) {
            PID.set(guest.pid());
            throw new IllegalStateException("made up");
        }

        @Test
        void test() {}
    }

    @Test
    void an_exception_in_before_all_leaves_no_qemu() {
        EngineExecutionResults results = run(FailsBeforeAll.class);
        assertThat(FakeHost.failures(results)).singleElement().asString().contains("made up");
        assertGone();
    }

    @KvmGuest(value = "mini", append = "init=/bin/false rdinit=/bin/false")
    static class DoesNotBoot {
        @Test
        void test() {}
    }

    @Test
    void a_failed_boot_says_why_and_leaves_evidence() throws IOException {
        EngineExecutionResults results = run(DoesNotBoot.class);
        Path evidence = folder.resolve("evidence/DoesNotBoot/mini");
        assertThat(FakeHost.failures(results)).singleElement().satisfies(failure -> assertThat(failure)
                .message()
                .startsWith("Guest 'mini' (image mini)")
                .contains("panic")
                .contains("Evidence: " + evidence + "/"));
        assertThat(console(evidence)).contains("Kernel panic");
    }

    @KvmNetwork(name = "lan", seed = 42)
    @KvmGuest(value = "mini", networks = "lan")
    static class FailsOnANetwork {
        @Test
        void test(RootShell root, Capture lan) {
            root.run("ip link set eth0 up && ip addr add 10.0.0.1/24 dev eth0").requireSuccess();
            root.run("ping -q -c 1 -W 1 10.0.0.2");
            Frame unused = lan.await(Frames.arpFor("10.0.0.2"), Duration.ofSeconds(60));
            throw new AssertionError("unreachable");
        }
    }

    @Test
    void a_failure_leaves_the_frames_of_its_networks() {
        Throwable failure =
                FakeHost.failures(run(FailsOnANetwork.class)).findFirst().orElseThrow();
        Path frames = folder.resolve("evidence/FailsOnANetwork/test/lan.pcapng");
        assertThat(frames).isNotEmptyFile();
        assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).anySatisfy(message -> assertThat(message)
                .matches("""
                        Networks during this test:
                          lan, which does at random the same again with @KvmNetwork\\(name = "lan", seed = 42L\\)
                          \\| mini: [1-9]\\d* frames from it, 0 to it
                          Frames: .*/evidence/FailsOnANetwork/test/lan\\.pcapng"""));
    }
}

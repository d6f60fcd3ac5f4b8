package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.ReplayLine.Typing;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.report.ReportKeys;
import io.kvmguest.shell.RootShell;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Recordings that play as guests in tests. */
@Timeout(240)
class ReplayAnnotationTest {

    private static final String INSTALLER = "src/test/resources/recordings/installer.cast";
    private static final String ON_CLASS_PATH = "classpath:recordings/installer.cast";

    @TempDir
    Path folder;

    private long passing(Class<?> fixture) {
        return new FakeHost(folder).passing(fixture);
    }

    private static void answer(SerialConsole console) {
        console.expect("Host name: ");
        console.sendLine("router");
        console.expect("set to router");
    }

    // --- what a test gets -------------------------------------------------------------------------------------------

    @OnFakeHost
    @Replay(INSTALLER)
    static class EachMethodItsOwn {

        @InGuest
        private SerialConsole field;

        @Test
        void one(SerialConsole console, BootLog boot) {
            assertThat(boot.reached(BootPhase.INITRAMFS)).isTrue();
            answer(console);
        }

        @Test
        void another(@InGuest("installer") SerialConsole console) {
            answer(console);
        }

        @Test
        void byField() {
            answer(field);
        }
    }

    @Test
    void gives_each_method_a_console_that_nobody_has_typed_on() {
        assertThat(passing(EachMethodItsOwn.class)).isEqualTo(3);
    }

    @OnFakeHost
    @Replay(value = ON_CLASS_PATH, name = "vm", reset = Reset.PER_CLASS)
    static class Shared {

        @BeforeAll
        static void type(SerialConsole console) {
            answer(console);
        }

        @Test
        void sees(@InGuest("vm") SerialConsole console) {
            console.expect("set to router");
        }

        @Nested
        class Inner {
            @Test
            void seesToo(SerialConsole console) {
                console.expect("set to router");
            }
        }
    }

    @Test
    void shares_one_of_the_class_path_among_the_methods_of_a_class() {
        assertThat(passing(Shared.class)).isEqualTo(2);
    }

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    static class LookedAtBefore {

        private static BootLog boot;

        @BeforeAll
        static void look(BootLog log) {
            boot = log;
        }

        @Test
        void begins(SerialConsole console) {
            assertThat(boot.reached(BootPhase.INITRAMFS)).isTrue();
            answer(console);
        }
    }

    @Test
    void begins_anew_for_methods_whose_class_has_only_looked() {
        assertThat(passing(LookedAtBefore.class)).isEqualTo(1);
    }

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    static class TypedOnBefore {

        @BeforeAll
        static void type(SerialConsole console) {
            answer(console);
        }

        @Test
        void test() {}
    }

    @Test
    void says_that_it_cannot_go_on_from_what_a_class_has_typed() {
        assertThat(new FakeHost(folder).failing(TypedOnBefore.class))
                .hasMessage("What was done to guest 'installer' for the whole class cannot be given to each of its test"
                        + " methods: something was typed on its console, and a recording can only begin anew. Do it in"
                        + " @BeforeEach, or let the methods share the guest: reset = PER_CLASS");
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Replay(ON_CLASS_PATH)
    @interface OnInstaller {}

    @OnFakeHost
    static class OnAMethod {

        @Test
        @OnInstaller
        void one(SerialConsole console) {
            answer(console);
        }

        @Test
        @Replay(value = ON_CLASS_PATH, name = "a", typing = Typing.IGNORED)
        @Replay(value = "classpath:transcripts/mini.log.gz", name = "b")
        void two(@InGuest("a") SerialConsole console, @InGuest("b") BootLog boot) {
            console.expect("set to router");
            assertThat(boot.kernelMessages()).hasSize(333);
        }
    }

    @Test
    void stands_on_methods_and_on_annotations() {
        assertThat(passing(OnAMethod.class)).isEqualTo(2);
    }

    @OnFakeHost
    @KvmGuest("mini")
    @Replay(ON_CLASS_PATH)
    static class BesideAGuest {
        @Test
        void test(RootShell root, @InGuest("installer") SerialConsole console) {
            assertThat(root.run("true").stdout()).startsWith("mini#");
            answer(console);
        }
    }

    @Test
    void stands_beside_a_guest_and_leaves_to_that_what_only_that_has() {
        assertThat(passing(BesideAGuest.class)).isEqualTo(1);
    }

    @OnFakeHost
    @Replay(value = "classpath:recordings/mini-console.cast.gz", typing = Typing.CHECKED_WITH_ROOT_SHELL)
    static class WithRootShell {
        @Test
        void test(RootShell root, BootLog boot) {
            assertThat(root.run("echo out; echo err >&2; uname -r; exit 7").exitStatus())
                    .isEqualTo(7);
            assertThat(boot.reached(BootPhase.ROOT_SHELL)).isTrue();
        }
    }

    @Test
    void gives_the_root_shell_that_was_recorded() {
        assertThat(passing(WithRootShell.class)).isEqualTo(1);
    }

    // --- what is left behind ----------------------------------------------------------------------------------------

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    static class Failing {
        @Test
        void test(SerialConsole console) {
            console.expect("Host name: ");
            console.sendLine("client");
        }
    }

    @Test
    void says_what_else_was_typed_and_leaves_evidence() {
        FakeHost host = new FakeHost(folder);
        EngineExecutionResults results = host.run(Failing.class);
        Throwable failure = FakeHost.failures(results).findFirst().orElseThrow();

        assertThat(failure).hasMessage("""
                        Something else was typed than was recorded, at event 4 of installer.cast (line 5, 6 s after power-on):
                          recorded: "router\\r"
                          typed:    "client\\r\"""");
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("Guest 'installer' (replay of installer.cast)");
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("Host name:");
        assertThat(folder.resolve("Failing/test/installer/console.log"))
                .content()
                .endsWith("Host name: ");
    }

    @Test
    void reports_like_a_guest() {
        EngineExecutionResults results = new FakeHost(folder).run(OnAMethod.class);
        Map<String, String> entry = results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(ReportEntry::getKeyValuePairs)
                .filter(each -> "installer".equals(each.get(ReportKeys.GUEST)))
                .findFirst()
                .orElseThrow();

        assertThat(entry)
                .containsEntry(ReportKeys.IMAGE, "installer.cast")
                .containsEntry(ReportKeys.ORIGIN, "recorded 2017-09-03T19:35:15Z by installer.cast")
                .containsEntry(ReportKeys.phase(BootPhase.KERNEL), "2.000")
                .doesNotContainKey(ReportKeys.ACCELERATOR);
        assertThat(results.allEvents().fileEntryPublished().stream()
                        .map(event -> event.getRequiredPayload(org.junit.platform.engine.reporting.FileEntry.class)
                                .getPath()
                                .getFileName()
                                .toString()))
                .contains("installer-console.txt")
                .noneMatch(name -> name.contains("qemu"));
    }

    @OnFakeHost
    @Replay(value = ON_CLASS_PATH, pace = io.kvmguest.console.ReplayLine.Pace.RECORDED)
    static class InRecordedTime {
        @Test
        void test(SerialConsole console) {
            long before = System.nanoTime();
            console.expect("Linux version");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(100));
        }
    }

    @Test
    void plays_in_recorded_time() {
        assertThat(passing(InRecordedTime.class)).isEqualTo(1);
    }

    // --- misuse -----------------------------------------------------------------------------------------------------

    private void refuses(Class<?> fixture, String message) {
        assertThat(new FakeHost(folder).failing(fixture))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(message);
    }

    private void doesNotResolve(Class<?> fixture, String message) {
        assertThat(new FakeHost(folder).failing(fixture))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessage(message);
    }

    @OnFakeHost
    @Replay("missing.cast")
    static class Missing {
        @Test
        void test() {}
    }

    @OnFakeHost
    @Replay("classpath:/recordings/missing.cast")
    static class MissingResource {
        @Test
        void test() {}
    }

    @OnFakeHost
    @Replay(value = "classpath:io/kvmguest/contract/reference.sh", name = "vm")
    static class NoRecording {
        @Test
        void test() {}
    }

    @Test
    void a_recording_that_is_not_there() {
        refuses(
                Missing.class,
                "Missing: @Replay(\"missing.cast\"): There is no recording "
                        + Path.of("missing.cast").toAbsolutePath());
        refuses(
                MissingResource.class,
                "MissingResource: @Replay(\"classpath:/recordings/missing.cast\"): there is no recordings/missing.cast on"
                        + " the class path; in a module of Maven or Gradle it would lie in src/test/resources");
    }

    @Test
    void a_file_that_is_no_recording() {
        refuses(
                NoRecording.class,
                "NoRecording: @Replay(value = \"classpath:io/kvmguest/contract/reference.sh\", name = \"vm\"):"
                        + " reference.sh is no recording: the name of one ends in .cast (an asciicast), .log, .raw or .txt"
                        + " (what was printed), or one of these and .gz");
    }

    @OnFakeHost
    @Replay(value = ON_CLASS_PATH, name = "a b", login = "root")
    static class BadName {
        @Test
        void test() {}
    }

    @Test
    void a_name_that_is_none() {
        refuses(
                BadName.class,
                "BadName: @Replay(value = \"classpath:recordings/installer.cast\", name = \"a b\", login = \"root\"): name"
                        + " must be made of letters, digits, '.', '_' and '-', but was \"a b\"");
    }

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    @KvmGuest(value = "mini", name = "installer")
    static class Twin {
        @Test
        void test() {}
    }

    @Test
    void a_guest_of_its_name() {
        refuses(
                Twin.class,
                "Twin: two guests are named 'installer': @KvmGuest(value = \"mini\", name = \"installer\") and"
                        + " @Replay(\"classpath:recordings/installer.cast\"). Give one of them a name of its own: name ="
                        + " \"…\"");
    }

    @OnFakeHost
    @Replay(value = ON_CLASS_PATH, reset = Reset.NEVER)
    static class Never {
        @Test
        void test() {}
    }

    @Test
    void one_for_the_whole_run() {
        refuses(
                Never.class,
                "Never: @Replay(value = \"classpath:recordings/installer.cast\", reset = NEVER): a recording is played"
                        + " anew for each class: use reset = PER_CLASS");
    }

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    static class AsksForAGuest {
        @Test
        void test(io.kvmguest.Guest guest) {}
    }

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    static class AsksForACard {
        @Test
        void test(io.kvmguest.Nic nic) {}
    }

    @Test
    void a_machine_that_it_does_not_have() {
        doesNotResolve(
                AsksForAGuest.class,
                "Parameter 1 (Guest) of AsksForAGuest.test(): guest 'installer' is a recording"
                        + " (@Replay(\"classpath:recordings/installer.cast\")), and has no Guest: there is no machine: take"
                        + " its SerialConsole or its BootLog");
        doesNotResolve(
                AsksForACard.class,
                "Parameter 1 (Nic) of AsksForACard.test(): guest 'installer' is a recording"
                        + " (@Replay(\"classpath:recordings/installer.cast\")), and has no Nic: there is no machine: take its"
                        + " SerialConsole or its BootLog");
    }

    @OnFakeHost
    @Replay(ON_CLASS_PATH)
    static class AsksForAShell {
        @Test
        void test(RootShell root) {}
    }

    @OnFakeHost
    @Replay(value = ON_CLASS_PATH, typing = Typing.CHECKED_WITH_ROOT_SHELL)
    static class WantsAShell {
        @Test
        void test() {}
    }

    @Test
    void a_root_shell_that_was_not_recorded() {
        String why = "installer.cast does not have what its root shell has typed: that is so only where a guest of this"
                + " library was recorded whose commands ran on its console, and not over virtio-serial ports";
        doesNotResolve(
                AsksForAShell.class,
                "Parameter 1 (RootShell) of AsksForAShell.test(): guest 'installer' is a recording"
                        + " (@Replay(\"classpath:recordings/installer.cast\")), and has no RootShell: " + why);
        refuses(
                WantsAShell.class,
                "WantsAShell: @Replay(value = \"classpath:recordings/installer.cast\", typing = CHECKED_WITH_ROOT_SHELL):"
                        + " there is no root shell to be played: " + why);
    }
}

package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kvmguest.Boots;
import io.kvmguest.report.ReportKeys;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EventType;

/** What guests leave behind: evidence, published files, report entries, a word on the failure. */
class AftermathTest {

    @TempDir
    Path folder;

    private Path evidence() {
        return folder.resolve("evidence");
    }

    private FakeHost host() {
        return new FakeHost(folder).with(Settings.EVIDENCE, evidence().toString());
    }

    /** Returns the files of all evidence, relative to its folder. */
    private List<String> files() throws IOException {
        if (!Files.exists(evidence())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(evidence())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> evidence().relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Map<String, String>> entries(EngineExecutionResults results) {
        return results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs());
    }

    private static Stream<Path> files(EngineExecutionResults results) {
        return results.allEvents().stream()
                .filter(event -> event.getType() == EventType.FILE_ENTRY_PUBLISHED)
                .map(event -> event.getRequiredPayload(FileEntry.class).getPath());
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class Passes {
        @Test
        void test(RootShell root) {
            root.run("hello");
        }
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class Fails {
        @BeforeEach
        void before(RootShell root) {
            root.run("before");
        }

        @Test
        void bad(RootShell root) {
            root.run("bad");
            throw new IllegalStateException("bad");
        }

        @AfterAll
        static void after(RootShell root) {
            root.run("after");
        }
    }

    @Test
    void nothing_is_kept_of_a_success() throws IOException {
        host().passing(Passes.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void evidence_of_a_class_is_kept_when_one_of_its_tests_fails() throws IOException {
        host().failing(Fails.class);
        assertThat(files()).containsExactly("Fails/mini/console.log");
        assertThat(evidence().resolve("Fails/mini/console.log")).hasContent("before\nbad\nafter");
    }

    @Test
    void evidence_is_saved_at_the_failure_and_again_at_the_end() {
        FakeHost host = host();
        host.failing(Fails.class);
        assertThat(host.log())
                .containsExactly(
                        "start mini#1",
                        "run mini#1 before",
                        "run mini#1 bad",
                        "save mini#1",
                        "run mini#1 after",
                        "save mini#1",
                        "stop mini#1");
    }

    @Test
    void evidence_of_everything_is_kept_on_demand() throws IOException {
        host().with(Settings.KEEP, "always").passing(Passes.class);
        assertThat(files()).containsExactly("Passes/mini/console.log");
    }

    @Test
    void no_evidence_is_kept_on_demand() throws IOException {
        host().with(Settings.KEEP, "never").failing(Fails.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void evidence_of_an_earlier_run_goes() throws IOException {
        Files.createDirectories(evidence().resolve("Passes/mini/test"));
        Files.writeString(evidence().resolve("Passes/mini/console.log"), "of yesterday");
        Files.writeString(evidence().resolve("Passes/mini/test/kept"), "another's");
        host().passing(Passes.class);
        assertThat(files()).containsExactly("Passes/mini/test/kept");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "shared", reset = Reset.PER_CLASS)
    static class FailsInMethods {
        @Test
        @KvmGuest(value = "mini", name = "own")
        void inItself() {
            throw new IllegalStateException();
        }

        @Test
        @KvmGuest(value = "mini", name = "own")
        void notAtAll() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @KvmGuest(value = "mini", name = "own")
        void withArguments(int argument) {
            if (argument == 2) {
                throw new IllegalStateException();
            }
        }
    }

    @Test
    void evidence_of_a_method_lies_below_its_class() throws IOException {
        host().failing(FailsInMethods.class);
        assertThat(files())
                .containsExactly(
                        "FailsInMethods/inItself/own/console.log",
                        "FailsInMethods/shared/console.log",
                        "FailsInMethods/withArguments-2/own/console.log");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "outer", reset = Reset.PER_CLASS)
    static class FailsInside {
        @Nested
        @KvmGuest(value = "mini", name = "inner", reset = Reset.PER_CLASS)
        class Inner {
            @Test
            void test() {
                throw new IllegalStateException();
            }
        }

        @Nested
        @KvmGuest(value = "mini", name = "inner", reset = Reset.PER_CLASS)
        class Other {
            @Test
            void test() {}
        }
    }

    @Test
    void evidence_of_nested_classes_lies_below_those_around_them() throws IOException {
        host().failing(FailsInside.class);
        assertThat(files()).containsExactly("FailsInside/Inner/inner/console.log", "FailsInside/outer/console.log");
    }

    @OnFakeHost
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsInTheSecond {
        @Parameter
        int row;

        @Test
        void test() {
            if (row == 2) {
                throw new IllegalStateException();
            }
        }
    }

    @Test
    void evidence_of_invocations_of_a_class_lies_apart() throws IOException {
        host().failing(FailsInTheSecond.class);
        assertThat(files()).containsExactly("FailsInTheSecond/2/mini/console.log");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsDynamically {
        @TestFactory
        Stream<DynamicTest> tests() {
            return Stream.of(DynamicTest.dynamicTest("bad", () -> {
                throw new IllegalStateException();
            }));
        }
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsAfterEach {
        @Test
        void test() {}

        @AfterEach
        void after() {
            throw new IllegalStateException();
        }
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsAfterAll {
        @Test
        void test() {}

        @AfterAll
        static void after() {
            throw new IllegalStateException();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {FailsDynamically.class, FailsAfterEach.class, FailsAfterAll.class})
    void evidence_is_kept_wherever_it_fails(Class<?> fixture) throws IOException {
        host().failing(fixture);
        assertThat(files()).containsExactly(fixture.getSimpleName() + "/mini/console.log");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class GivesUp {
        @Test
        void test() {
            Assumptions.abort("not here");
        }
    }

    @Test
    void a_test_that_gives_up_has_not_failed() throws IOException {
        host().run(GivesUp.class);
        assertThat(files()).isEmpty();
    }

    static class Twin {
        @OnFakeHost
        @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
        static class Passes {
            @Test
            void test() {
                throw new IllegalStateException();
            }
        }
    }

    @Test
    void a_class_whose_name_is_taken_is_named_with_its_package() throws IOException {
        host().with(Settings.KEEP, "always").run(Passes.class, Twin.Passes.class);
        assertThat(files())
                .containsExactly(
                        "Passes/mini/console.log", "io.kvmguest.junit.AftermathTest$Twin$Passes/mini/console.log");
    }

    @OnFakeHost
    static class Overloaded {
        @Test
        @KvmGuest("mini")
        void test() {
            throw new IllegalStateException();
        }

        @Test
        @KvmGuest("mini")
        void test(RootShell root) {
            throw new IllegalStateException();
        }
    }

    @Test
    void overloaded_methods_lie_apart() throws IOException {
        host().run(Overloaded.class);
        assertThat(files()).hasSize(2).contains("Overloaded/test/mini/console.log");
    }

    @Test
    void a_report_entry_says_how_a_guest_did() {
        EngineExecutionResults results = host().run(Passes.class);
        assertThat(entries(results))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
                .containsExactly(
                        entry(ReportKeys.GUEST, "mini"),
                        entry(ReportKeys.IMAGE, "mini"),
                        entry("fake.title", "mini#1"));
    }

    @Test
    void the_entry_names_the_folder_of_the_evidence() {
        EngineExecutionResults results = host().run(Fails.class);
        assertThat(entries(results))
                .last()
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
                .containsEntry(
                        ReportKeys.EVIDENCE, evidence().resolve("Fails/mini").toString());
    }

    @Test
    void console_and_command_line_are_published_as_files() {
        EngineExecutionResults results = host().run(Passes.class);
        assertThat(files(results))
                .satisfiesExactly(
                        console -> assertThat(console)
                                .hasFileName("mini-console.txt")
                                .hasContent("hello"),
                        qemu -> assertThat(qemu).hasFileName("mini-qemu.txt").hasContent("qemu mini#1"));
    }

    @Test
    void what_a_failed_boot_saved_is_published() {
        EngineExecutionResults results =
                host().whereFails("mini", () -> Boots.failed("no root shell")).run(Passes.class);
        assertThat(entries(results))
                .containsExactly(Map.of(
                        ReportKeys.GUEST,
                        "mini",
                        ReportKeys.EVIDENCE,
                        evidence().resolve("Passes/mini").toString()));
        assertThat(files(results))
                .singleElement(as(InstanceOfAssertFactories.PATH))
                .hasFileName("mini-console.log")
                .hasContent("Kernel panic");
    }

    @Test
    void no_evidence_of_a_failed_boot_is_asked_for_on_demand() throws IOException {
        host().with(Settings.KEEP, "never")
                .whereFails("mini", () -> Boots.failed("no root shell"))
                .run(Passes.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void what_was_printed_during_a_failed_test_hangs_on_the_failure() {
        assertThat(host().failing(Fails.class).getSuppressed()).singleElement().satisfies(note -> assertThat(note)
                .hasMessage("""
                        Guest 'mini' (image mini) printed during this test, at last:
                          | before
                          | bad
                        Evidence: %s/""".formatted(evidence().resolve("Fails/mini")))
                .hasNoCause()
                .hasToString("io.kvmguest.junit.ConsoleDuringTest: " + note.getMessage()));
    }

    @Test
    void what_was_printed_during_a_failed_test_is_reported() {
        assertThat(entries(host().run(Fails.class)))
                .first()
                .isEqualTo(Map.of(
                        ReportKeys.GUEST,
                        "mini",
                        ReportKeys.CONSOLE,
                        String.join(System.lineSeparator(), "before", "bad")));
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsAfterMuch {
        @Test
        void test(RootShell root) {
            for (int i = 1; i <= 100; i++) {
                root.run("line " + i);
            }
            throw new IllegalStateException();
        }
    }

    @Test
    void only_the_last_lines_are_told() {
        assertThat(host().failing(FailsAfterMuch.class).getSuppressed()[0].getMessage())
                .contains("at last:\n  | line 81\n")
                .contains("  | line 100\n");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsInSilence {
        @Test
        void test() {
            throw new IllegalStateException();
        }
    }

    @Test
    void a_silent_guest_adds_nothing() {
        assertThat(host().failing(FailsInSilence.class).getSuppressed()).isEmpty();
    }
}

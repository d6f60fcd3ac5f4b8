package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each test method has a guest of its own: where it comes from, and when. */
class MethodGuestsTest {

    @TempDir
    Path folder;

    /** Returns what became of the guests of a class all of whose tests pass. */
    private static List<String> log(FakeHost host, Class<?>... fixtures) {
        assertThat(host.passing(fixtures)).isPositive();
        return host.log().filter(line -> !line.startsWith("evidence")).toList();
    }

    private FakeHost host() {
        return new FakeHost(folder);
    }

    // --- what was done for the whole class --------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest("mini")
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Prepared {
        @BeforeAll
        static void install(RootShell root) {
            root.run("install");
        }

        @Test
        void first(RootShell root) {
            root.run("first");
        }

        @Test
        void second(RootShell root) {
            root.run("second");
        }
    }

    @Test
    void what_is_done_before_all_is_saved_and_each_method_starts_from_there() {
        assertThat(log(host(), Prepared.class))
                .containsExactly(
                        "start mini#1",
                        "run mini#1 install",
                        "snapshot mini#1",
                        "stop mini#1",
                        "start mini#2 from mini#1",
                        "run mini#2 first",
                        "stop mini#2",
                        "start mini#3 from mini#1",
                        "run mini#3 second",
                        "stop mini#3",
                        "delete snapshot of mini#1");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class PreparedTwice {
        @BeforeAll
        static void install(RootShell root) {
            root.run("install");
        }

        @Nested
        class WithMore {
            @BeforeAll
            static void configure(RootShell root) {
                root.run("configure");
            }

            @Test
            void third(RootShell root) {
                root.run("third");
            }
        }

        @Nested
        class Without {
            @Test
            void second(RootShell root) {
                root.run("second");
            }
        }

        @Test
        void first(RootShell root) {
            root.run("first");
        }
    }

    @Test
    void a_nested_class_goes_on_from_what_the_one_around_it_has_prepared() {
        List<String> log = log(host(), PreparedTwice.class);
        assertThat(log.subList(0, 7))
                .containsExactly(
                        "start mini#1",
                        "run mini#1 install",
                        "snapshot mini#1",
                        "stop mini#1",
                        "start mini#2 from mini#1",
                        "run mini#2 first",
                        "stop mini#2");
        int configured = log.indexOf(log.stream()
                .filter(line -> line.endsWith(" configure"))
                .findFirst()
                .orElseThrow());
        String ofNested = log.get(configured).replaceAll("run | configure", "");
        assertThat(log.get(configured - 1)).isEqualTo("start " + ofNested + " from mini#1");
        assertThat(log.get(configured + 1)).isEqualTo("snapshot " + ofNested);
        assertThat(log.get(configured + 3)).endsWith(" from " + ofNested);
        assertThat(log.get(configured + 4)).endsWith(" third");
        int second = log.indexOf(log.stream()
                .filter(line -> line.endsWith(" second"))
                .findFirst()
                .orElseThrow());
        assertThat(log.get(second - 1)).endsWith(" from mini#1");
    }

    @OnFakeHost
    static class PreparedInAField {
        @RegisterExtension
        static final KvmGuestExtension GUEST =
                KvmGuestExtension.builder().image("mini").build();

        @BeforeAll
        static void install() {
            GUEST.shell().run("install");
        }

        @Test
        void test() {
            GUEST.shell().run("test");
        }
    }

    @Test
    void an_extension_in_a_static_field_is_asked_for_both() {
        assertThat(log(host(), PreparedInAField.class))
                .containsExactly(
                        "start mini#1",
                        "run mini#1 install",
                        "snapshot mini#1",
                        "stop mini#1",
                        "start mini#2 from mini#1",
                        "run mini#2 test",
                        "stop mini#2",
                        "delete snapshot of mini#1");
    }

    @OnFakeHost
    @KvmGuest("mini")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PreparedByTheOnlyInstance {
        @InGuest
        @SuppressWarnings("NullAway.Init")
        RootShell root;

        @BeforeAll
        void install() {
            root.run("install");
        }

        @Test
        void test() {
            root.run("test");
        }
    }

    @Test
    void a_field_of_the_only_instance_holds_that_of_the_class_first_and_that_of_the_method_then() {
        assertThat(log(host(), PreparedByTheOnlyInstance.class))
                .contains("run mini#1 install", "start mini#2 from mini#1", "run mini#2 test");
    }

    @OnFakeHost
    @KvmGuest("mini")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        @InGuest
        @SuppressWarnings("NullAway.Init")
        RootShell root;

        @Test
        void test() {
            root.run("test");
        }
    }

    @Test
    void nothing_is_saved_where_nothing_was_done_for_the_class() {
        assertThat(log(host(), OneInstance.class)).containsExactly("start mini#1", "run mini#1 test", "stop mini#1");
    }

    @Test
    void what_cannot_be_saved_says_what_to_do_instead() {
        assertThat(host().whereNothingIsSaved().failing(Prepared.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("""
                        What was done to guest 'mini' for the whole class cannot be given to each of its test methods: \
                        Guest 'mini' (image mini) cannot be saved: QEMU 6.2.0 is older than 7.2. Do it in @BeforeEach, \
                        or let the methods share the guest: reset = PER_CLASS""");
    }

    // --- the next one, while a test runs ----------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest("mini")
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Three {
        @Test
        void first(RootShell root) {
            root.run("first");
        }

        @Test
        void second(RootShell root) {
            root.run("second");
        }

        @Test
        void third(RootShell root) {
            root.run("third");
        }
    }

    @Test
    void the_next_clone_is_made_ready_while_a_test_runs_but_none_behind_the_last() {
        List<String> log = log(host().withTemplates(), Three.class);
        assertThat(log.stream().filter(line -> line.startsWith("start")))
                .containsExactly("start mini#1", "start mini#2", "start mini#3");
        assertThat(log.stream().filter(line -> line.startsWith("run")))
                .containsExactly("run mini#1 first", "run mini#2 second", "run mini#3 third");
        assertThat(log.stream().filter(line -> line.startsWith("stop"))).hasSize(3);
    }

    @Test
    void a_method_finds_no_evidence_of_an_earlier_run_and_no_other_method_removes_its_own() throws IOException {
        for (String method : List.of("first", "second", "third")) {
            Path old = Files.createDirectories(folder.resolve("Three/" + method + "/mini"));
            Files.writeString(old.resolve("console.log"), "of yesterday");
        }
        List<String> unused = log(host().withTemplates(), Three.class);
        for (String method : List.of("first", "second", "third")) {
            assertThat(folder.resolve("Three/" + method + "/mini")).doesNotExist();
        }
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class Repeated {
        @RepeatedTest(2)
        void test(RootShell root) {
            root.run("test");
        }
    }

    @Test
    void one_that_nobody_came_for_is_stopped() {
        List<String> log = log(host().withTemplates(), Repeated.class);
        assertThat(log.stream().filter(line -> line.startsWith("start"))).hasSize(3);
        assertThat(log.stream().filter(line -> line.startsWith("run"))).hasSize(2);
        assertThat(log.stream().filter(line -> line.startsWith("stop"))).hasSize(3);
    }

    @Test
    void none_is_made_ready_where_that_is_turned_off() {
        List<String> log = log(host().withTemplates().with(Settings.AHEAD, "off"), Repeated.class);
        assertThat(log)
                .containsExactly(
                        "start mini#1",
                        "run mini#1 test",
                        "stop mini#1",
                        "start mini#2",
                        "run mini#2 test",
                        "stop mini#2");
    }

    @OnFakeHost
    @KvmGuest("mini")
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class PreparedAndRepeated {
        @BeforeAll
        static void install(RootShell root) {
            root.run("install");
        }

        @RepeatedTest(3)
        void test(RootShell root) {
            root.run("test");
        }
    }

    @Test
    void copies_of_what_was_prepared_are_made_ready_too() {
        assertThat(log(host().withTemplates(), PreparedAndRepeated.class).stream()
                        .filter(line -> line.startsWith("start")))
                .containsExactly(
                        "start mini#1",
                        "start mini#2 from mini#1",
                        "start mini#3 from mini#1",
                        "start mini#4 from mini#1",
                        "start mini#5 from mini#1");
    }

    // --- one for the whole run --------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.NEVER)
    static class Shared {
        @Test
        void test(RootShell root) {
            root.run("one");
        }
    }

    @OnFakeHost
    static class SharedToo {
        @Test
        @KvmGuest(value = "mini", reset = Reset.NEVER)
        void test(RootShell root) {
            root.run("other");
        }
    }

    @OnFakeHost
    @KvmGuest(value = "mini", memory = "1G", reset = Reset.NEVER)
    static class OfOtherWishes {
        @Test
        void test(RootShell root) {
            root.run("third");
        }
    }

    @Test
    void all_tests_of_the_run_share_one_of_the_same_wishes() {
        List<String> log = log(host(), Shared.class, SharedToo.class, OfOtherWishes.class);
        assertThat(log.subList(0, 5))
                .containsExactly(
                        "start mini#1", "run mini#1 one", "run mini#1 other", "start mini#2", "run mini#2 third");
        assertThat(log.subList(5, 7)).containsExactlyInAnyOrder("stop mini#1", "stop mini#2");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.NEVER)
    static class EndsIt {
        @Test
        void test(RootShell root) {
            root.run("poweroff");
        }
    }

    @Test
    void a_shared_one_that_is_gone_is_replaced_for_the_next_class() {
        assertThat(log(host(), EndsIt.class, Shared.class))
                .containsExactly(
                        "start mini#1",
                        "run mini#1 poweroff",
                        "stop mini#1",
                        "start mini#2",
                        "run mini#2 one",
                        "stop mini#2");
    }

    @OnFakeHost
    static class OfAClassOnAMethod {
        @Test
        @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
        void test() {}
    }

    @Test
    void a_guest_on_a_method_cannot_be_that_of_its_class() {
        assertThat(host().failing(OfAClassOnAMethod.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(
                        "OfAClassOnAMethod.test(): @KvmGuest(value = \"mini\", reset = PER_CLASS): a guest on a method is that"
                                + " method's alone: put it on the class for reset = PER_CLASS");
    }
}

package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectionTest {

    @TempDir
    Path folder;

    private void passes(Class<?> fixture) {
        assertThat(new FakeHost(folder).passing(fixture)).isPositive();
    }

    private static String title(RootShell shell) {
        return shell.run("who").stdout();
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class EveryType {
        @Test
        void test(RootShell root, SerialConsole console, BootLog bootLog) {
            assertThat(title(root)).isEqualTo("mini#1");
            assertThat(console.cursor()).isEqualTo(console.transcript().end());
            assertThat(bootLog.contains("Linux version of mini#1")).isTrue();
        }

        @Test
        void consoles(SerialConsole one, SerialConsole other) {
            assertThat(one).as("views with cursors of their own").isNotSameAs(other);
        }

        @ParameterizedTest
        @CsvSource("a, b")
        void behindArguments(String a, String b, RootShell root, TestInfo info) {
            assertThat(a + b + title(root)).isEqualTo("abmini#1");
        }
    }

    @Test
    void parameters_of_every_type() {
        passes(EveryType.class);
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class EveryMethod {
        EveryMethod(RootShell root) {
            title(root);
        }

        @BeforeAll
        static void beforeAll(RootShell root) {
            title(root);
        }

        @BeforeEach
        void beforeEach(RootShell root) {
            title(root);
        }

        @Test
        void test(RootShell root) {
            title(root);
        }

        @AfterEach
        void afterEach(RootShell root) {
            title(root);
        }

        @AfterAll
        static void afterAll(RootShell root) {
            title(root);
        }
    }

    @Test
    void parameters_of_every_method() {
        FakeHost host = new FakeHost(folder);
        host.passing(EveryMethod.class);
        assertThat(host.log()).filteredOn("run mini#1 who"::equals).hasSize(6);
    }

    static class BaseWithField {
        @InGuest
        private RootShell inherited;

        String inherited() {
            return title(inherited);
        }
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class Fields extends BaseWithField {
        @InGuest
        private static RootShell ofTheClass;

        @InGuest("mini")
        protected RootShell ofTheInstance;

        @InGuest
        SerialConsole console;

        @InGuest
        BootLog bootLog;

        @Nullable RootShell mine;

        @BeforeAll
        static void beforeAll() {
            assertThat(title(ofTheClass)).isEqualTo("mini#1");
        }

        @BeforeEach
        void beforeEach() {
            assertThat(title(ofTheInstance)).isEqualTo("mini#1");
        }

        @Test
        void test() {
            assertThat(inherited()).isEqualTo("mini#1");
            assertThat(console).isNotNull();
            assertThat(bootLog).isNotNull();
            assertThat(mine).as("a field without @InGuest").isNull();
        }
    }

    @Test
    void fields_of_every_kind() {
        passes(Fields.class);
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router", reset = Reset.PER_CLASS)
    static class Outer {
        @InGuest
        RootShell field;

        Outer(RootShell root) {
            assertThat(title(root)).startsWith("router");
        }

        @BeforeEach
        void beforeEach(RootShell root) {
            assertThat(title(root)).startsWith("router");
            assertThat(title(field)).startsWith("router");
        }

        @Test
        @KvmGuest(value = "mini", name = "own")
        void ofItsOwn(@InGuest("own") RootShell own) {
            assertThat(title(own)).startsWith("own");
        }

        @Nested
        @KvmGuest(value = "mini", name = "client", reset = Reset.PER_CLASS)
        class Inner {
            @InGuest("client")
            RootShell client;

            @Test
            void test() {
                assertThat(title(client)).startsWith("client");
            }
        }
    }

    @Test
    void a_member_without_a_name_means_a_guest_of_its_own_class_whichever_test_runs() {
        passes(Outer.class);
    }

    @OnFakeHost
    static class OfMethods {
        @InGuest
        RootShell field;

        @BeforeEach
        void beforeEach(RootShell root) {
            assertThat(title(root)).isEqualTo(title(field));
        }

        @Test
        @KvmGuest(value = "mini", name = "first")
        void first() {
            assertThat(title(field)).startsWith("first");
        }

        @Test
        @KvmGuest(value = "mini", name = "second")
        void second() {
            assertThat(title(field)).startsWith("second");
        }
    }

    @Test
    void a_member_without_a_name_means_the_guest_of_the_method_where_its_class_has_none() {
        passes(OfMethods.class);
    }
}

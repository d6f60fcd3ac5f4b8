package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.Guest;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A parameter or field that no guest answers names the class, the member and the mend. */
class UnansweredTest {

    @TempDir
    Path folder;

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

    // --- parameters -------------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router")
    @KvmGuest(value = "mini", name = "client")
    static class Misspelt {
        @Test
        void test(@InGuest("client") RootShell client, @InGuest("ruoter") RootShell router) {}
    }

    @Test
    void a_parameter_with_a_misspelt_guest() {
        doesNotResolve(
                Misspelt.class,
                "Parameter 2 (RootShell) of Misspelt.test(): there is no guest 'ruoter'. Did you mean 'router'? There are"
                        + " 'router' and 'client'");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class AfterAllMethods {
        @AfterAll
        static void afterAll(RootShell root) {}

        @Test
        void test() {}
    }

    @Test
    void a_parameter_of_after_all_where_each_method_had_its_own_guest() {
        doesNotResolve(
                AfterAllMethods.class,
                "Parameter 1 (RootShell) of AfterAllMethods.afterAll(): each test method has a guest 'mini' of its own"
                        + " (reset = PER_METHOD), and that of the class is gone since the first of them began: use"
                        + " @AfterEach, or reset = PER_CLASS");
    }

    @OnFakeHost
    @KvmGuest("mini")
    @KvmGuest(value = "mini", name = "shared", reset = Reset.PER_CLASS)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class ConstructedForAllMethods {
        ConstructedForAllMethods(@InGuest("mini") RootShell root) {}

        @Test
        void test() {}
    }

    @Test
    void a_parameter_of_a_constructor_of_the_only_instance() {
        doesNotResolve(
                ConstructedForAllMethods.class,
                "Parameter 1 (RootShell) of the constructor of ConstructedForAllMethods: each test method has a guest of its"
                        + " own (reset = PER_METHOD), which nothing can hold that several of them share: use parameters and"
                        + " instance fields, or reset = PER_CLASS");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class StaticFieldOfEachMethod {
        @InGuest
        static RootShell root;

        @Test
        void test() {}
    }

    @Test
    void a_static_field_for_the_guest_of_each_method() {
        refuses(
                StaticFieldOfEachMethod.class,
                "StaticFieldOfEachMethod.root (RootShell): each test method has a guest of its own (reset = PER_METHOD),"
                        + " which nothing can hold that several of them share: use parameters and instance fields, or"
                        + " reset = PER_CLASS");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router")
    static class Unknown {
        @Test
        void test(@InGuest("server") Guest server) {}
    }

    @Test
    void a_parameter_that_no_guest_answers() {
        doesNotResolve(
                Unknown.class, "Parameter 1 (Guest) of Unknown.test(): there is no guest 'server'. There is 'router'");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router")
    @KvmGuest(value = "mini", name = "client")
    @KvmGuest(value = "mini", name = "server")
    static class Ambiguous {
        @Test
        void test(RootShell root) {}
    }

    @Test
    void a_parameter_that_several_guests_answer() {
        doesNotResolve(
                Ambiguous.class,
                "Parameter 1 (RootShell) of Ambiguous.test(): which guest? There are 'router', 'client' and 'server': add"
                        + " @InGuest(\"router\"), @InGuest(\"client\") or @InGuest(\"server\")");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class NotInjectable {
        @Test
        void test(@InGuest("mini") String root) {}
    }

    @Test
    void a_parameter_of_a_type_that_is_not_injectable() {
        doesNotResolve(
                NotInjectable.class,
                "Parameter 1 (String) of NotInjectable.test(): @InGuest goes with Guest, Board, RootShell,"
                        + " SerialConsole,"
                        + " BootLog, Link or Nic, not with String");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class NestedNeedsMore {
        @Nested
        class Inner {
            @Test
            void test(@InGuest("client") RootShell client) {}
        }
    }

    @Test
    void a_parameter_in_a_nested_class() {
        doesNotResolve(
                NestedNeedsMore.class,
                "Parameter 1 (RootShell) of NestedNeedsMore.Inner.test(): there is no guest 'client'. There is 'mini'");
    }

    @OnFakeHost
    static class NoGuest {
        @RegisterExtension
        static KvmGuestExtension none = new KvmGuestExtension();

        @Test
        void test(RootShell root) {}
    }

    @Test
    void a_parameter_where_there_is_no_guest() {
        doesNotResolve(
                NoGuest.class,
                "Parameter 1 (RootShell) of NoGuest.test(): no guest runs here: put @KvmGuest on NoGuest or on test()");
    }

    @OnFakeHost
    static class TooEarly {
        @RegisterExtension
        static KvmGuestExtension none = new KvmGuestExtension();

        @BeforeAll
        static void before(RootShell root) {}

        @Test
        @KvmGuest("mini")
        void test() {}
    }

    @Test
    void a_parameter_of_before_all_where_only_methods_have_guests() {
        doesNotResolve(
                TooEarly.class,
                "Parameter 1 (RootShell) of TooEarly.before(): no guest runs for the whole class: put @KvmGuest on"
                        + " TooEarly");
    }

    @OnFakeHost
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @KvmGuest("mini")
    record BeforeAllInvocations(int row) {
        @BeforeAll
        static void before(RootShell root) {}

        @Test
        void test() {}
    }

    @Test
    void a_parameter_of_before_all_in_a_parameterized_class() {
        doesNotResolve(
                BeforeAllInvocations.class,
                "Parameter 1 (RootShell) of BeforeAllInvocations.before(): no guest runs yet: those of a"
                        + " @ParameterizedClass start for each of its invocations, after @BeforeAll");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router")
    @KvmGuest(value = "mini", name = "client")
    static class Constructed {
        Constructed(RootShell root) {}

        @Test
        void test() {}
    }

    @Test
    void a_parameter_of_a_constructor() {
        doesNotResolve(
                Constructed.class,
                "Parameter 1 (RootShell) of the constructor of Constructed: which guest? There are 'router' and 'client':"
                        + " add @InGuest(\"router\") or @InGuest(\"client\")");
    }

    // --- fields -----------------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest("mini")
    static class FinalField {
        @InGuest
        final RootShell root = null;

        @Test
        void test() {}
    }

    @Test
    void a_final_field() {
        refuses(FinalField.class, "FinalField.root (RootShell): a field with @InGuest must not be final");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class FieldOfAnotherType {
        @InGuest
        Object root;

        @Test
        void test() {}
    }

    @Test
    void a_field_of_a_type_that_is_not_injectable() {
        refuses(
                FieldOfAnotherType.class,
                "FieldOfAnotherType.root (Object): @InGuest goes with Guest, Board, RootShell, SerialConsole, BootLog, Link or Nic,"
                        + " not with Object");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router")
    static class MisspeltField {
        @InGuest("Ruoter")
        RootShell root;

        @Test
        void test() {}
    }

    @Test
    void a_field_with_a_misspelt_guest() {
        refuses(
                MisspeltField.class,
                "MisspeltField.root (RootShell): there is no guest 'Ruoter'. Did you mean 'router'? There is 'router'");
    }

    @OnFakeHost
    static class StaticFieldOfAMethod {
        @RegisterExtension
        static KvmGuestExtension none = new KvmGuestExtension();

        @InGuest("mini")
        static RootShell root;

        @Test
        @KvmGuest("mini")
        void test() {}
    }

    @Test
    void a_static_field_for_the_guest_of_a_method() {
        refuses(
                StaticFieldOfAMethod.class,
                "StaticFieldOfAMethod.root (RootShell): no guest runs for the whole class: put @KvmGuest on"
                        + " StaticFieldOfAMethod");
    }

    @OnFakeHost
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @KvmGuest("mini")
    record StaticFieldOfInvocations(int row) {
        @InGuest
        static RootShell root;

        @Test
        void test() {}
    }

    @Test
    void a_static_field_in_a_parameterized_class() {
        refuses(
                StaticFieldOfInvocations.class,
                "StaticFieldOfInvocations.root (RootShell): a static field cannot hold a guest of a @ParameterizedClass,"
                        + " which starts one for each of its invocations: make it an instance field");
    }
}

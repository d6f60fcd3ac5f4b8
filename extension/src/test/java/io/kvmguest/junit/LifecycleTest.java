package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.RootShell;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {

    @TempDir
    Path evidence;

    private FakeHost host() {
        return new FakeHost(evidence);
    }

    private static void passes(FakeHost host, long tests, Class<?>... fixtures) {
        assertThat(host.passing(fixtures)).isEqualTo(tests);
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfAClass {
        @BeforeAll
        static void beforeAll(RootShell root) {
            root.run("beforeAll");
        }

        @BeforeEach
        void beforeEach(RootShell root) {
            root.run("beforeEach");
        }

        @Test
        void first(RootShell root) {
            root.run("first");
        }

        @Test
        void second(RootShell root) {
            root.run("second");
        }

        @AfterEach
        void afterEach(RootShell root) {
            root.run("afterEach");
        }

        @AfterAll
        static void afterAll(RootShell root) {
            root.run("afterAll");
        }
    }

    @Test
    void a_guest_of_a_class_lives_from_before_all_to_after_all() {
        FakeHost host = host();
        passes(host, 2, OfAClass.class);
        assertThat(host.log())
                .containsExactly(
                        "start mini#1",
                        "run mini#1 beforeAll",
                        "run mini#1 beforeEach",
                        "run mini#1 first",
                        "run mini#1 afterEach",
                        "run mini#1 beforeEach",
                        "run mini#1 second",
                        "run mini#1 afterEach",
                        "run mini#1 afterAll",
                        "stop mini#1");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_METHOD)
    @KvmGuest(value = "debian-12", name = "shared", reset = Reset.PER_CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfEachMethod {
        @InGuest("mini")
        @SuppressWarnings("NullAway.Init")
        RootShell field;

        OfEachMethod(@InGuest("mini") RootShell root) {
            root.run("constructor");
        }

        @BeforeEach
        void beforeEach(@InGuest("mini") RootShell root) {
            root.run("beforeEach");
        }

        @Test
        void first(@InGuest("mini") RootShell root, @InGuest("shared") RootShell shared) {
            root.run("first");
            field.run("field");
            shared.run("first");
        }

        @Nested
        class Inner {
            @Test
            void third(@InGuest("mini") RootShell root) {
                root.run("third");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "b"})
        void second(String argument, @InGuest("mini") RootShell root) {
            root.run(argument);
        }
    }

    @Test
    void each_method_has_a_guest_of_its_own_and_the_first_is_started_with_the_class() {
        FakeHost host = host();
        passes(host, 4, OfEachMethod.class);
        List<String> log =
                host.log().filter(line -> !line.startsWith("evidence")).toList();
        assertThat(log.subList(0, 2)).allMatch(line -> line.startsWith("start"));
        String mini = log.subList(0, 2).stream()
                .filter(line -> line.startsWith("start mini"))
                .findFirst()
                .orElseThrow()
                .substring("start ".length());
        String shared = mini.equals("mini#1") ? "shared#2" : "shared#1";
        assertThat(log.subList(2, log.size()))
                .containsExactly(
                        "run " + mini + " constructor",
                        "run " + mini + " beforeEach",
                        "run " + mini + " first",
                        "run " + mini + " field",
                        "run " + shared + " first",
                        "stop " + mini,
                        "start mini#3",
                        "run mini#3 constructor",
                        "run mini#3 beforeEach",
                        "run mini#3 a",
                        "stop mini#3",
                        "start mini#4",
                        "run mini#4 constructor",
                        "run mini#4 beforeEach",
                        "run mini#4 b",
                        "stop mini#4",
                        "start mini#5",
                        "run mini#5 constructor",
                        "run mini#5 beforeEach",
                        "run mini#5 third",
                        "stop mini#5",
                        "stop " + shared);
        assertThat(host.log()).contains("evidence of " + mini + " in mini");
    }

    @OnFakeHost
    static class WithAnExtensionForEachMethod {
        @RegisterExtension
        static final KvmGuestExtension GUEST = KvmGuestExtension.builder()
                .image("mini")
                .reset(Reset.PER_METHOD)
                .build();

        @RepeatedTest(2)
        void test(RootShell root) {
            assertThat(GUEST.shell()).isSameAs(root);
            root.run("test");
        }
    }

    @Test
    void an_extension_in_a_static_field_has_one_for_each_method() {
        FakeHost host = host();
        passes(host, 2, WithAnExtensionForEachMethod.class);
        assertThat(host.log().filter(line -> !line.startsWith("evidence")))
                .containsExactly(
                        "start mini#1",
                        "run mini#1 test",
                        "stop mini#1",
                        "start mini#2",
                        "run mini#2 test",
                        "stop mini#2");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_METHOD)
    static class WithoutAMethodThatRuns {
        @Test
        @EnabledIfSystemProperty(named = "no.such.property", matches = "x")
        void never() {}
    }

    @Test
    void a_guest_that_no_method_came_for_is_stopped_with_the_class() {
        FakeHost host = host();
        passes(host, 0, WithoutAMethodThatRuns.class);
        assertThat(host.log().filter(line -> !line.startsWith("evidence")))
                .containsExactly("start mini#1", "stop mini#1");
    }

    @OnFakeHost
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfAMethod {
        @BeforeEach
        void beforeEach(RootShell root) {
            root.run("beforeEach");
        }

        @Test
        @KvmGuest("mini")
        void first(RootShell root) {
            root.run("first");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "b"})
        @KvmGuest(value = "mini", name = "other")
        void second(String argument, RootShell root) {
            root.run(argument);
        }

        @AfterEach
        void afterEach(RootShell root) {
            root.run("afterEach");
        }
    }

    @Test
    void a_guest_of_a_method_lives_from_before_each_to_after_each() {
        FakeHost host = host();
        passes(host, 3, OfAMethod.class);
        assertThat(host.log())
                .containsExactly(
                        "start mini#1",
                        "run mini#1 beforeEach",
                        "run mini#1 first",
                        "run mini#1 afterEach",
                        "stop mini#1",
                        "start other#2",
                        "run other#2 beforeEach",
                        "run other#2 a",
                        "run other#2 afterEach",
                        "stop other#2",
                        "start other#3",
                        "run other#3 beforeEach",
                        "run other#3 b",
                        "run other#3 afterEach",
                        "stop other#3");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "shared", reset = Reset.PER_CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfBoth {
        @Test
        void alone(RootShell root) {
            root.run("alone");
        }

        @Test
        @KvmGuest(value = "mini", name = "own")
        void both(@InGuest("shared") RootShell shared, @InGuest("own") RootShell own) {
            shared.run("both");
            own.run("both");
        }
    }

    @Test
    void a_method_may_add_a_guest_to_those_of_its_class() {
        FakeHost host = host();
        passes(host, 2, OfBoth.class);
        assertThat(host.log())
                .containsExactly(
                        "start shared#1",
                        "run shared#1 alone",
                        "start own#2",
                        "run shared#1 both",
                        "run own#2 both",
                        "stop own#2",
                        "stop shared#1");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router", reset = Reset.PER_CLASS)
    static class WithNested {
        @BeforeEach
        void ofTheOuter(RootShell router) {
            router.run("outer");
        }

        @Nested
        class Plain {
            @Test
            void test(RootShell router) {
                router.run("plain");
            }
        }

        @Nested
        @KvmGuest(value = "mini", name = "client", reset = Reset.PER_CLASS)
        class WithOneMore {
            @Test
            void test(@InGuest("router") RootShell router, @InGuest("client") RootShell client) {
                router.run("nested");
                client.run("nested");
            }

            @Nested
            class Deeper {
                @Test
                void test(@InGuest("client") RootShell client) {
                    client.run("deeper");
                }
            }
        }
    }

    @Test
    void nested_classes_share_the_guests_around_them_and_may_add_to_them() {
        FakeHost host = host();
        passes(host, 3, WithNested.class);
        assertThat(host.log())
                .filteredOn(line -> !line.startsWith("run"))
                .containsExactly("start router#1", "start client#2", "stop client#2", "stop router#1");
        assertThat(host.log())
                .contains("run router#1 plain", "run router#1 nested", "run client#2 nested", "run client#2 deeper")
                .filteredOn("run router#1 outer"::equals)
                .hasSize(3);
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class Repeated {
        @RepeatedTest(3)
        void test(RootShell root) {
            root.run("test");
        }
    }

    @Test
    void repetitions_share_the_guest_of_the_class() {
        FakeHost host = host();
        passes(host, 3, Repeated.class);
        assertThat(host.log())
                .containsExactly(
                        "start mini#1", "run mini#1 test", "run mini#1 test", "run mini#1 test", "stop mini#1");
    }

    @OnFakeHost
    @ParameterizedClass
    @ValueSource(strings = {"a", "b"})
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Parameterized {
        @Parameter
        String row;

        @InGuest
        RootShell field;

        @BeforeParameterizedClassInvocation
        static void before(String row, RootShell root) {
            root.run("before " + row);
        }

        @Test
        void first(RootShell root) {
            root.run("first " + row);
        }

        @Nested
        class Inner {
            @Test
            void second() {
                field.run("second " + row);
            }
        }

        @AfterParameterizedClassInvocation
        static void after(String row, RootShell root) {
            root.run("after " + row);
        }
    }

    @Test
    void each_invocation_of_a_parameterized_class_has_guests_of_its_own() {
        FakeHost host = host();
        passes(host, 4, Parameterized.class);
        assertThat(host.log())
                .containsExactly(
                        "start mini#1",
                        "run mini#1 before a",
                        "run mini#1 first a",
                        "run mini#1 second a",
                        "run mini#1 after a",
                        "stop mini#1",
                        "start mini#2",
                        "run mini#2 before b",
                        "run mini#2 first b",
                        "run mini#2 second b",
                        "run mini#2 after b",
                        "stop mini#2");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router", reset = Reset.PER_CLASS)
    static class NestedParameterized {
        @Nested
        @ParameterizedClass
        @ValueSource(strings = {"a", "b"})
        @KvmGuest(value = "mini", name = "client", reset = Reset.PER_CLASS)
        class Rows {
            @Parameter
            String row;

            @Test
            void test(@InGuest("router") RootShell router, @InGuest("client") RootShell client) {
                router.run(row);
                client.run(row);
            }
        }
    }

    @Test
    void a_nested_parameterized_class_shares_the_guests_around_it() {
        FakeHost host = host();
        passes(host, 2, NestedParameterized.class);
        assertThat(host.log())
                .containsExactly(
                        "start router#1",
                        "start client#2",
                        "run router#1 a",
                        "run client#2 a",
                        "stop client#2",
                        "start client#3",
                        "run router#1 b",
                        "run client#3 b",
                        "stop client#3",
                        "stop router#1");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        private final RootShell given;

        @InGuest
        private RootShell field;

        PerClass(RootShell given) {
            this.given = given;
        }

        @BeforeAll
        void beforeAll() {
            given.run("given");
            field.run("field");
        }

        @Test
        void test(RootShell root) {
            root.run("test");
        }
    }

    @Test
    void an_instance_for_the_whole_class_is_constructed_with_its_guests() {
        FakeHost host = host();
        passes(host, 1, PerClass.class);
        assertThat(host.log())
                .containsExactly(
                        "start mini#1", "run mini#1 given", "run mini#1 field", "run mini#1 test", "stop mini#1");
    }

    @OnFakeHost
    static class Constructed {
        private final RootShell given;

        Constructed(RootShell given) {
            this.given = given;
        }

        @Test
        @KvmGuest("mini")
        void test() {
            given.run("test");
        }
    }

    @Test
    void a_guest_of_a_method_is_given_to_the_constructor_of_its_instance() {
        FakeHost host = host();
        passes(host, 1, Constructed.class);
        assertThat(host.log()).containsExactly("start mini#1", "run mini#1 test", "stop mini#1");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class WithFactory {
        @TestFactory
        Stream<DynamicTest> tests(RootShell root) {
            return Stream.of("a", "b").map(name -> DynamicTest.dynamicTest(name, () -> root.run(name)));
        }
    }

    @Test
    void dynamic_tests_use_the_guests_of_their_factory() {
        FakeHost host = host();
        passes(host, 2, WithFactory.class);
        assertThat(host.log()).containsExactly("start mini#1", "run mini#1 a", "run mini#1 b", "stop mini#1");
    }

    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @KvmGuest(value = "debian-12", memory = "1G")
    @interface OnBigDebian {}

    @OnFakeHost
    @OnBigDebian
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class Base {
        @Test
        void test(@InGuest("debian-12") RootShell debian) {
            debian.run("test");
        }
    }

    @KvmGuest(value = "openwrt", reset = Reset.PER_CLASS)
    @KvmGuest(value = "other", name = "mini", reset = Reset.PER_CLASS)
    static class Derived extends Base {}

    @Test
    void guests_are_inherited_and_found_on_other_annotations() {
        FakeHost host = host();
        passes(host, 1, Base.class);
        assertThat(host.log())
                .filteredOn(line -> line.startsWith("start"))
                .extracting(line -> line.replaceAll("#.*", ""))
                .containsExactlyInAnyOrder("start debian-12", "start mini");
    }

    @Test
    void a_subclass_adds_guests_and_replaces_those_of_the_same_name() {
        FakeHost host = host().whereFails("mini", () -> new IllegalStateException("the inherited one"));
        passes(host, 1, Derived.class);
        assertThat(host.log())
                .filteredOn(line -> line.startsWith("start"))
                .extracting(line -> line.replaceAll("#.*", ""))
                .containsExactlyInAnyOrder("start debian-12", "start mini", "start openwrt");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router", reset = Reset.PER_CLASS)
    @KvmGuest(value = "mini", name = "client", reset = Reset.PER_CLASS)
    static class SideBySideGuests {
        @Test
        void test() {}
    }

    @Test
    void guests_of_a_class_start_side_by_side() {
        CyclicBarrier both = new CyclicBarrier(2);
        FakeHost host = host().whileBooting(spec -> meet(both));
        passes(host, 1, SideBySideGuests.class);
        assertThat(host.log()).filteredOn(line -> line.startsWith("start")).hasSize(2);
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class OneOfSeveral {
        @Test
        void a(RootShell root) {
            root.run("a");
        }

        @Test
        void b(RootShell root) {
            root.run("b");
        }

        @Test
        @KvmGuest(value = "mini", name = "own")
        void c(@InGuest("own") RootShell own) {
            own.run("c");
        }

        @Test
        @KvmGuest(value = "mini", name = "own")
        void d(@InGuest("own") RootShell own) {
            own.run("d");
        }
    }

    static class Another extends OneOfSeveral {}

    static class YetAnother extends OneOfSeveral {}

    @Test
    void classes_and_methods_that_run_at_the_same_time_do_not_mix_their_guests() {
        FakeHost host = host().with("junit.jupiter.execution.parallel.enabled", "true")
                .with("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .with("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .with("junit.jupiter.execution.parallel.config.fixed.parallelism", "6");
        passes(host, 12, OneOfSeveral.class, Another.class, YetAnother.class);
        List<String> log = host.log().toList();
        assertThat(log).filteredOn(line -> line.startsWith("start mini")).hasSize(3);
        assertThat(log).filteredOn(line -> line.startsWith("start own")).hasSize(6);
        assertThat(log).filteredOn(line -> line.startsWith("stop")).hasSize(9);
        for (int serial = 1; serial <= 9; serial++) {
            String number = "#" + serial;
            assertThat(log.stream().filter(line -> line.matches(".*" + number + "\\b.*")))
                    .first()
                    .asString()
                    .startsWith("start");
            assertThat(log.stream().filter(line -> line.matches(".*" + number + "\\b.*")))
                    .last()
                    .asString()
                    .startsWith("stop");
        }
    }

    @Test
    void only_so_many_guests_boot_at_the_same_time() {
        AtomicInteger booting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        FakeHost host = host().with(Settings.BOOTS, "1").whileBooting(spec -> {
            most.accumulateAndGet(booting.incrementAndGet(), Math::max);
            booting.decrementAndGet();
        });
        passes(host, 1, SideBySideGuests.class);
        assertThat(most).hasValue(1);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("the other guest did not start meanwhile", e);
        }
    }
}

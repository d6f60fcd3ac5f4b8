package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kvmguest.GuestSpec;
import io.kvmguest.qemu.AcceleratorPolicy;
import io.kvmguest.qemu.Hosts;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class KvmGuestExtensionTest {

    @TempDir
    Path folder;

    private static KvmGuestExtension guest(String name) {
        return KvmGuestExtension.builder()
                .image("mini")
                .name(name)
                .reset(Reset.PER_CLASS)
                .build();
    }

    @OnFakeHost
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class StaticField {
        @RegisterExtension
        static KvmGuestExtension router = guest("router");

        @Test
        void first() {
            router.shell().run("first");
            assertThat(router.bootLog().contains("router")).isTrue();
            assertThat(router.console()).isNotNull();
        }

        @Test
        void second(RootShell root, @InGuest("router") RootShell same) {
            assertThat(root).isSameAs(same).isSameAs(router.shell());
        }

        @Nested
        class Inner {
            @Test
            void third() {
                router.shell().run("third");
            }
        }
    }

    @Test
    void a_guest_in_a_static_field_lives_as_long_as_the_class() {
        FakeHost host = new FakeHost(folder);
        assertThat(host.passing(StaticField.class)).isEqualTo(3);
        assertThat(host.log())
                .containsExactly("start router#1", "run router#1 first", "run router#1 third", "stop router#1");
    }

    @OnFakeHost
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class InstanceField {
        @RegisterExtension
        KvmGuestExtension router = guest("router");

        @BeforeEach
        void beforeEach(RootShell root) {
            root.run("beforeEach");
        }

        @Test
        void first() {
            router.shell().run("first");
        }

        @Test
        void second() {
            router.shell().run("second");
        }
    }

    @Test
    void a_guest_in_an_instance_field_lives_as_long_as_the_method() {
        FakeHost host = new FakeHost(folder);
        assertThat(host.passing(InstanceField.class)).isEqualTo(2);
        assertThat(host.log())
                .containsExactly(
                        "start router#1",
                        "run router#1 beforeEach",
                        "run router#1 first",
                        "stop router#1",
                        "start router#2",
                        "run router#2 beforeEach",
                        "run router#2 second",
                        "stop router#2");
    }

    @OnFakeHost
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class FieldOfTheOnlyInstance {
        @RegisterExtension
        KvmGuestExtension router = guest("router");

        @Test
        void first() {
            router.shell().run("test");
        }

        @Test
        void second() {
            router.shell().run("test");
        }
    }

    @Test
    void a_guest_in_a_field_of_the_only_instance_lives_as_long_as_the_class() {
        FakeHost host = new FakeHost(folder);
        assertThat(host.passing(FieldOfTheOnlyInstance.class)).isEqualTo(2);
        assertThat(host.log())
                .containsExactly("start router#1", "run router#1 test", "run router#1 test", "stop router#1");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "annotated", reset = Reset.PER_CLASS)
    static class SeveralOfThem {
        @RegisterExtension
        static KvmGuestExtension router = guest("router");

        @RegisterExtension
        static KvmGuestExtension client = guest("client");

        @RegisterExtension
        KvmGuestExtension own = guest("own");

        @Test
        void test(
                @InGuest("annotated") RootShell annotated,
                @InGuest("router") RootShell inRouter,
                @InGuest("client") RootShell inClient,
                @InGuest("own") RootShell inOwn) {
            assertThat(inRouter).isSameAs(router.shell());
            assertThat(inClient).isSameAs(client.shell());
            assertThat(inOwn).isSameAs(own.shell());
            annotated.run("test");
        }
    }

    @Test
    void guests_of_fields_and_annotations_go_together_and_start_side_by_side() {
        CyclicBarrier three = new CyclicBarrier(3);
        FakeHost host = new FakeHost(folder).whileBooting(spec -> {
            if (!spec.name().equals("own")) {
                meet(three);
            }
        });
        assertThat(host.passing(SeveralOfThem.class)).isEqualTo(1);
        assertThat(host.log()).filteredOn(line -> line.startsWith("stop")).hasSize(4);
    }

    abstract static class SharedField {
        static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @RegisterExtension
        static KvmGuestExtension router = guest("router");

        @Test
        void test() {
            meet(BOTH);
            try {
                router.shell();
            } finally {
                meet(BOTH);
            }
        }
    }

    @OnFakeHost
    static class FirstHeir extends SharedField {}

    @OnFakeHost
    static class SecondHeir extends SharedField {}

    @Test
    void a_field_that_stands_for_several_guests_at_once_says_so() {
        FakeHost host = new FakeHost(folder)
                .with("junit.jupiter.execution.parallel.enabled", "true")
                .with("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .with("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .with("junit.jupiter.execution.parallel.config.fixed.parallelism", "2");
        EngineExecutionResults results = host.run(FirstHeir.class, SecondHeir.class);
        assertThat(FakeHost.failures(results)).hasSize(2).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(IllegalStateException.class)
                .message()
                .matches("Guest 'router' \\(image mini\\) runs 2 times now, for (First|Second)Heir and"
                        + " (First|Second)Heir: take it as a parameter, with @InGuest\\(\"router\"\\)"));
    }

    @Test
    void a_guest_that_does_not_run_is_not_given() {
        KvmGuestExtension router = guest("router");
        assertThatIllegalStateException()
                .isThrownBy(router::shell)
                .withMessage(
                        "Guest 'router' (image mini) does not run now. Its field needs @RegisterExtension; a static"
                                + " one runs it from @BeforeAll to @AfterAll, an instance field from @BeforeEach to @AfterEach");
        assertThatIllegalStateException().isThrownBy(router::guest);
        assertThatIllegalStateException().isThrownBy(router::console);
        assertThatIllegalStateException().isThrownBy(router::bootLog);
    }

    @Test
    void the_extension_of_the_annotations_has_no_guest_of_its_own() {
        assertThatIllegalStateException()
                .isThrownBy(new KvmGuestExtension()::guest)
                .withMessage("This extension has no guest of its own: make it with KvmGuestExtension.builder(), or take"
                        + " the guests of @KvmGuest as parameters");
    }

    @Test
    void a_builder_wishes_for_a_guest() {
        KvmGuestExtension extension = KvmGuestExtension.builder()
                .name("router")
                .memory("512M")
                .cpus(2)
                .nics(3)
                .nicModel("e1000")
                .diskBus("ide")
                .drive(Path.of("disk.img"))
                .machineType("q35")
                .append("debug")
                .accelerator(AcceleratorPolicy.TCG)
                .bootTimeout(Duration.ofSeconds(90))
                .qemuArguments("-snapshot", "-no-reboot")
                .login("bob", "secret")
                .rootPassword("secret too")
                .image("mini")
                .build();
        assertThat(extension.declarations("here")).singleElement().satisfies(declaration -> {
            assertThat(declaration.wanted())
                    .isEqualTo(new Wanted.Machine(GuestSpec.of("mini")
                            .name("router")
                            .memory("512M")
                            .cpus(2)
                            .nics(3)
                            .nicModel("e1000")
                            .diskBus("ide")
                            .drive(Path.of("disk.img"))
                            .machineType("q35")
                            .append("debug")
                            .accelerator(AcceleratorPolicy.TCG)
                            .bootTimeout(Duration.ofSeconds(90))
                            .qemuArguments("-snapshot", "-no-reboot")
                            .login("bob", "secret")
                            .rootPassword("secret too")));
            assertThat(declaration.whenUnavailable()).isEqualTo(WhenUnavailable.CONFIGURED);
        });
    }

    @Test
    void a_spec_does_as_well() {
        GuestSpec spec = GuestSpec.of("mini").name("router");
        assertThat(KvmGuestExtension.of(spec).declarations("here"))
                .extracting(Declaration::wanted)
                .containsExactly(new Wanted.Machine(spec));
    }

    @Test
    void a_builder_refuses_a_wish_where_it_is_uttered() {
        KvmGuestExtensionBuilder builder = KvmGuestExtension.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.cpus(0))
                .withMessage("cpus must be from 1 to 255, but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.image(" "))
                .withMessage("image must not be blank");
    }

    @Test
    void a_builder_needs_an_image() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> KvmGuestExtension.builder().name("router").build())
                .withMessage("image must be set: KvmGuestExtension.builder().image(\"debian-12\")");
    }

    @OnFakeHost
    static class SkippingField {
        @RegisterExtension
        static KvmGuestExtension router = KvmGuestExtension.builder()
                .image("mini")
                .whenUnavailable(WhenUnavailable.SKIP)
                .build();

        @Test
        void test() {}
    }

    @Test
    void a_field_may_have_its_tests_skipped() {
        FakeHost host = new FakeHost(folder).whereFails("mini", Hosts::withoutQemu);
        EngineExecutionResults results = host.run(SkippingField.class);
        assertThat(FakeHost.failures(results)).isEmpty();
        results.containerEvents().assertStatistics(count -> count.aborted(1));
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the others did not come", e);
        }
    }
}

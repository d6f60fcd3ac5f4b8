package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.Boots;
import io.kvmguest.GuestBootException;
import io.kvmguest.qemu.Hosts;
import io.kvmguest.qemu.KvmUnavailableException;
import io.kvmguest.qemu.QemuStartException;
import io.kvmguest.qemu.QemuUnavailableException;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.TestAbortedException;

class BootFailureTest {

    private static final String NO_ROOT_SHELL =
            "Guest 'mini' (image mini) reached a login prompt, not a root shell, after 21.4 s.\n  More of it";

    @TempDir
    Path folder;

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class First {
        @Test
        void test() {}
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "router", reset = Reset.PER_CLASS)
    static class Second {
        @Test
        void test() {}
    }

    @OnFakeHost
    @KvmGuest(value = "mini", memory = "64M", reset = Reset.PER_CLASS)
    static class Different {
        @Test
        void test() {}
    }

    @Test
    void fails_the_class_with_what_the_guest_says() {
        GuestBootException failure = Boots.failed(NO_ROOT_SHELL);
        FakeHost host = new FakeHost(folder).whereFails("mini", () -> failure);
        EngineExecutionResults results = host.run(First.class);
        assertThat(FakeHost.failures(results)).containsExactly(failure);
        results.testEvents().assertStatistics(count -> count.started(0));
    }

    @Test
    void is_not_tried_again_for_the_same_guest() {
        GuestBootException failure = Boots.failed(NO_ROOT_SHELL);
        FakeHost host = new FakeHost(folder).whereFails("mini", () -> failure);
        EngineExecutionResults results = host.run(First.class, Second.class);
        assertThat(host.log()).containsExactly("fail mini");
        assertThat(FakeHost.failures(results)).last().satisfies(again -> assertThat(again)
                .hasMessage("The same guest failed to boot before, in First, and is not tried again in this run: Guest"
                        + " 'mini' (image mini) reached a login prompt, not a root shell, after 21.4 s.")
                .hasCause(failure));
    }

    @Test
    void is_tried_again_for_another_guest_of_the_image() {
        FakeHost host = new FakeHost(folder).whereFails("mini", () -> Boots.failed(NO_ROOT_SHELL));
        host.run(First.class, Different.class);
        assertThat(host.log()).containsExactly("fail mini", "fail mini");
    }

    @OnFakeHost
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfMethods {
        @Test
        @KvmGuest("mini")
        void first() {}

        @Test
        @KvmGuest("mini")
        void second() {}
    }

    @Test
    void of_a_method_is_not_tried_again_for_the_next() {
        FakeHost host = new FakeHost(folder).whereFails("mini", () -> Boots.failed(NO_ROOT_SHELL));
        EngineExecutionResults results = host.run(OfMethods.class);
        assertThat(host.log()).containsExactly("fail mini");
        assertThat(FakeHost.failures(results))
                .extracting(Throwable::getMessage)
                .last()
                .asString()
                .startsWith("The same guest failed to boot before, in OfMethods.first(), and is not tried again");
    }

    @OnFakeHost
    @KvmGuest(value = "debian-12", name = "good", reset = Reset.PER_CLASS)
    @KvmGuest(value = "mini", name = "bad", reset = Reset.PER_CLASS)
    static class OneOfTwo {
        @Test
        void test() {}
    }

    @Test
    void closes_the_guests_that_did_start() {
        CountDownLatch started = new CountDownLatch(1);
        FakeHost host = new FakeHost(folder).whileBooting(spec -> {
            if (spec.name().equals("good")) {
                started.countDown();
            } else {
                await(started);
            }
        });
        host.whereFails("mini", () -> Boots.failed(NO_ROOT_SHELL));
        assertThat(host.failing(OneOfTwo.class)).isInstanceOf(GuestBootException.class);
        assertThat(host.log()).endsWith("stop good#1");
    }

    @Test
    void interrupts_the_boots_beside_it() {
        CountDownLatch never = new CountDownLatch(1);
        FakeHost host = new FakeHost(folder).whileBooting(spec -> {
            if (spec.name().equals("good")) {
                await(never);
            }
        });
        host.whereFails("mini", () -> Boots.failed(NO_ROOT_SHELL));
        assertThat(host.failing(OneOfTwo.class)).isInstanceOf(GuestBootException.class);
        assertThat(host.log()).containsExactly("fail bad");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsBeforeAll {
        @BeforeAll
        static void before(RootShell root) {
            root.run("before");
            throw new IllegalStateException("before all");
        }

        @Test
        void test() {}

        @AfterAll
        static void after(RootShell root) {
            root.run("after");
        }
    }

    @Test
    void an_exception_in_before_all_leaves_no_guest() {
        FakeHost host = new FakeHost(folder);
        assertThat(host.failing(FailsBeforeAll.class)).hasMessage("before all");
        assertThat(host.log())
                .containsSubsequence(
                        "start mini#1", "run mini#1 before", "run mini#1 after", "save mini#1", "stop mini#1");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", reset = Reset.PER_CLASS)
    static class FailsInItsConstructor {
        FailsInItsConstructor() {
            throw new IllegalStateException("constructor");
        }

        @Test
        @KvmGuest(value = "mini", name = "own")
        void test() {}
    }

    @Test
    void an_exception_in_a_constructor_leaves_no_guest() {
        FakeHost host = new FakeHost(folder);
        assertThat(host.failing(FailsInItsConstructor.class)).hasMessage("constructor");
        assertThat(host.log())
                .containsSubsequence("start own#2", "save own#2", "stop own#2", "save mini#1", "stop mini#1");
    }

    // --- a host that cannot run guests ------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest(value = "mini", whenUnavailable = WhenUnavailable.SKIP, reset = Reset.PER_CLASS)
    static class Skipping {
        @Test
        void test() {}
    }

    @OnFakeHost
    @KvmGuest(value = "mini", whenUnavailable = WhenUnavailable.FAIL, reset = Reset.PER_CLASS)
    static class Insisting {
        @Test
        void test() {}
    }

    private static TestExecutionResult outcome(EngineExecutionResults results) {
        return results.containerEvents().finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .filter(result -> result.getStatus() != TestExecutionResult.Status.SUCCESSFUL)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_qemu_tests_fail() {
        FakeHost host = new FakeHost(folder).whereFails("mini", Hosts::withoutQemu);
        assertThat(host.failing(First.class)).isInstanceOf(QemuUnavailableException.class);
    }

    @Test
    void without_kvm_tests_fail() {
        FakeHost host = new FakeHost(folder).whereFails("mini", Hosts::withoutKvm);
        assertThat(host.failing(First.class)).isInstanceOf(KvmUnavailableException.class);
    }

    @Test
    void without_qemu_tests_are_skipped_where_the_guest_says_so() {
        FakeHost host = new FakeHost(folder).whereFails("mini", Hosts::withoutQemu);
        TestExecutionResult outcome = outcome(host.run(Skipping.class));
        assertThat(outcome.getStatus()).isEqualTo(TestExecutionResult.Status.ABORTED);
        assertThat(outcome.getThrowable().orElseThrow())
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("Skipping is skipped, because this host cannot run guest 'mini': There is no"
                        + " qemu-system-x86_64 on the PATH.");
    }

    @Test
    void without_kvm_tests_are_skipped_where_the_configuration_says_so() {
        FakeHost host = new FakeHost(folder).with(Settings.UNAVAILABLE, "skip").whereFails("mini", Hosts::withoutKvm);
        TestExecutionResult outcome = outcome(host.run(First.class));
        assertThat(outcome.getStatus()).isEqualTo(TestExecutionResult.Status.ABORTED);
        assertThat(outcome.getThrowable().orElseThrow())
                .hasMessage(
                        "First is skipped, because this host cannot run guest 'mini': KVM is required, but there is no"
                                + " /dev/kvm.");
    }

    @Test
    void the_guest_knows_better_than_the_configuration() {
        FakeHost host = new FakeHost(folder).with(Settings.UNAVAILABLE, "skip").whereFails("mini", Hosts::withoutKvm);
        assertThat(host.failing(Insisting.class)).isInstanceOf(KvmUnavailableException.class);
    }

    @Test
    void a_guest_that_qemu_refuses_is_no_reason_to_skip() {
        FakeHost host = new FakeHost(folder).whereFails("mini", Hosts::whoseQemuRefuses);
        assertThat(host.failing(Skipping.class)).isExactlyInstanceOf(QemuStartException.class);
    }

    @OnFakeHost
    static class SkippingMethod {
        @Test
        @KvmGuest(value = "mini", whenUnavailable = WhenUnavailable.SKIP)
        void test() {}
    }

    @Test
    void a_method_is_skipped_alone() {
        FakeHost host = new FakeHost(folder).whereFails("mini", Hosts::withoutQemu);
        host.run(SkippingMethod.class)
                .testEvents()
                .assertStatistics(count -> count.started(1).aborted(1).failed(0));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}

package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.junit.SideBySide.Outcome;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SideBySideTest {

    private final CountDownLatch never = new CountDownLatch(1);

    private String waitsForEver() throws InterruptedException {
        never.await();
        return "never";
    }

    @AfterEach
    void clearTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void returns_the_results_in_the_order_of_the_tasks() {
        CountDownLatch second = new CountDownLatch(1);
        Outcome<String> outcome = SideBySide.run(
                "test",
                List.of(
                        () -> {
                            second.await();
                            return "a";
                        },
                        () -> {
                            second.countDown();
                            return "b";
                        }));
        assertThat(outcome.done()).containsExactly("a", "b");
        assertThat(outcome.failure()).isNull();
    }

    @Test
    void runs_all_at_the_same_time() {
        CyclicBarrier all = new CyclicBarrier(5);
        Callable<Integer> task = () -> all.await(60, TimeUnit.SECONDS);
        assertThat(SideBySide.run("test", List.of(task, task, task, task, task)).done())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void has_nothing_to_do_without_tasks() {
        assertThat(SideBySide.run("test", List.of())).isEqualTo(new Outcome<>(List.of(), null));
    }

    @Test
    void interrupts_the_others_when_one_fails_and_keeps_the_first_failure() {
        IllegalStateException failure = new IllegalStateException("first");
        Outcome<String> outcome = SideBySide.run("test", List.of(this::waitsForEver, () -> {
            throw failure;
        }));
        assertThat(outcome.done()).isEmpty();
        assertThat(outcome.failure()).isSameAs(failure);
    }

    @Test
    void keeps_what_was_done_when_another_fails() {
        CountDownLatch done = new CountDownLatch(1);
        Outcome<String> outcome = SideBySide.run(
                "test",
                List.of(
                        () -> {
                            done.countDown();
                            return "done";
                        },
                        () -> {
                            done.await();
                            throw new AssertionError("an error counts as well");
                        }));
        assertThat(outcome.done()).contains("done");
        assertThat(outcome.failure()).hasMessage("an error counts as well");
    }

    @Test
    void hands_an_interrupt_on_and_waits_for_the_end_all_the_same() {
        CountDownLatch ended = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        Outcome<String> outcome = SideBySide.run("test", List.of(() -> {
            caller.interrupt();
            try {
                return waitsForEver();
            } finally {
                ended.countDown();
            }
        }));
        assertThat(ended.getCount()).isZero();
        assertThat(outcome.failure()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}

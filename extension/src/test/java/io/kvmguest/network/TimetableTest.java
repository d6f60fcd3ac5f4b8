package io.kvmguest.network;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void does_things_in_the_order_of_their_times() {
        long start = System.nanoTime();
        try (Timetable plan = Timetable.start()
                .after(ofMillis(40), () -> done.add("third"))
                .after(ofMillis(20), () -> done.add("second"))
                .after(ofMillis(0), () -> done.add("first"))) {
            plan.await();
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(ofMillis(40).toNanos());
            assertThat(done).containsExactly("first", "second", "third");
        }
    }

    @Test
    void leaves_undone_what_has_not_begun_when_it_is_closed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Timetable plan = Timetable.start()
                .after(ofMillis(0), () -> {
                    begun.countDown();
                    done.add("begun");
                })
                .after(ofHours(1), () -> done.add("later"));
        begun.await();
        plan.close();
        plan.close();
        assertThat(done).containsExactly("begun");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> plan.after(ofMillis(0), () -> {}))
                .withMessage("The timetable was closed");
    }

    @Test
    void tells_what_failed() {
        Timetable plan = Timetable.start().after(ofMillis(1), () -> {
            throw new IOException("no cable");
        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(plan::await)
                .withMessage("What was planned for PT0.001S after the start failed: java.io.IOException: no cable");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(plan::close);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Timetable.start().after(ofMillis(-1), () -> {}))
                .withMessage("time must not be negative, but was PT-0.001S");
    }
}

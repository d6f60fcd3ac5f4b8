package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import io.kvmguest.console.ConsoleEndedException;
import io.kvmguest.console.SerialConsole;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A guest's console as a link. */
final class ConsoleLink implements Link {

    /** Longer than it takes to learn why a console ended. */
    private static final long NEWS_OF_THE_END = Duration.ofSeconds(2).toNanos();

    private final SerialConsole console;

    ConsoleLink(SerialConsole console) {
        this.console = console;
    }

    @Override
    public void send(byte[] bytes, Wait wait) {
        send(() -> console.send(bytes), wait);
    }

    @Override
    public void sendSecret(byte[] bytes, Wait wait) {
        send(() -> console.sendSecret(bytes), wait);
    }

    private void send(Runnable sending, Wait wait) {
        try {
            sending.run();
        } catch (ConsoleEndedException e) {
            // Says the same of the end, and what it was good for, where this knows a number of bytes.
            boolean more;
            do {
                more = wait.await(end(), nanos() + NEWS_OF_THE_END);
            } while (more);
            throw e;
        }
    }

    @Override
    public long end() {
        return console.transcript().length();
    }

    @Override
    public byte[] bytes(long from, long to) {
        return console.transcript().bytes(from, to);
    }

    @Override
    public Wait waitFor(String wanted) {
        ByteWait wait = console.awaitBytes(wanted);
        return new Wait() {
            @Override
            public boolean await(long count, long until) {
                return wait.await(count, left(until));
            }

            @Override
            public boolean await(BooleanSupplier happened, long until) {
                return wait.await(happened, left(until));
            }

            @Override
            public void pause(long until) {
                wait.pause(left(until));
            }

            private Duration left(long until) {
                return Duration.ofNanos(Math.max(0, until - nanos()));
            }
        };
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}

package io.kvmguest.shell;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A guest in a time of its own, which passes only while somebody waits: it prints what was planned when it was planned,
 * and reacts to what is typed.
 */
final class FakeLink implements Link {

    private record Print(long at, long order, ByteBuffer bytes) {}

    /** What was typed, and when and after how much of the output. */
    record Typed(String text, Duration at, long offset) {}

    private final PriorityQueue<Print> planned =
            new PriorityQueue<>(Comparator.comparingLong(Print::at).thenComparingLong(Print::order));
    private byte[] printed = new byte[1 << 16];
    private int length;
    private final List<Typed> typed = new ArrayList<>();
    private Consumer<String> onTyped = text -> {};
    private long now;
    private long order;

    /** Has the guest print something so much later. */
    void print(Duration later, byte[] bytes) {
        planned.add(new Print(now + later.toNanos(), order++, ByteBuffer.wrap(bytes)));
    }

    void print(Duration later, String text) {
        print(later, text.getBytes(StandardCharsets.UTF_8));
    }

    void print(byte[] bytes) {
        if (length + bytes.length > printed.length) {
            printed = Arrays.copyOf(printed, 2 * (length + bytes.length));
        }
        System.arraycopy(bytes, 0, printed, length, bytes.length);
        length += bytes.length;
    }

    void print(String text) {
        print(text.getBytes(StandardCharsets.UTF_8));
    }

    void onTyped(Consumer<String> reaction) {
        onTyped = reaction;
    }

    List<Typed> typed() {
        return typed;
    }

    List<String> typedText() {
        return typed.stream().map(Typed::text).toList();
    }

    Duration now() {
        return Duration.ofNanos(now);
    }

    @Override
    public void send(byte[] bytes, Wait wait) {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        typed.add(new Typed(text, now(), end()));
        onTyped.accept(text);
    }

    @Override
    public long end() {
        return length;
    }

    @Override
    public byte[] bytes(long from, long to) {
        return Arrays.copyOfRange(printed, (int) from, (int) to);
    }

    @Override
    public Wait waitFor(String wanted) {
        return new Wait() {
            @Override
            public boolean await(long count, long until) {
                return await(() -> end() > count, until);
            }

            @Override
            public boolean await(BooleanSupplier happened, long until) {
                while (!happened.getAsBoolean()) {
                    Print next = planned.peek();
                    if (next == null || next.at() > until) {
                        now = Math.max(now, until);
                        return false;
                    }
                    planned.remove();
                    now = Math.max(now, next.at());
                    print(next.bytes().array());
                }
                return true;
            }

            @Override
            public void pause(long until) {
                boolean unused = await(() -> false, until);
            }
        };
    }

    @Override
    public long nanos() {
        return now;
    }

    /** Returns what has been printed by now, as it grows. */
    Transcript transcript() {
        return new Transcript() {
            private Transcript whole() {
                return Transcript.of(Arrays.copyOf(printed, length));
            }

            @Override
            public long length() {
                return length;
            }

            @Override
            public byte[] bytes(long from, long to) {
                return FakeLink.this.bytes(from, to);
            }

            @Override
            public InputStream open(long from) {
                return whole().open(from);
            }

            @Override
            public Duration timeOf(long offset) {
                return now();
            }

            @Override
            public Stream<ConsoleLine> lines(Mark from) {
                return whole().lines(from);
            }

            @Override
            public List<ConsoleLine> lastLines(int count) {
                return whole().lastLines(count);
            }

            @Override
            public String text(Mark from, Mark to) {
                // Of the part alone, as only lines from their start on are asked for.
                Transcript part = Transcript.of(bytes(from.offset(), to.offset()));
                return part.text(Mark.POWER_ON, part.end());
            }

            @Override
            public Mark end() {
                return new Mark(length);
            }

            @Override
            public Path file() {
                throw new UnsupportedOperationException();
            }
        };
    }
}

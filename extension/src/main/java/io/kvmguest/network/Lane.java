package io.kvmguest.network;

import io.kvmguest.network.Effect.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** A fault as it works one way. */
final class Lane {

    private final Fault fault;
    private final Direction direction;
    private final SplittableRandom random;
    private final Map<Kind, Effect> effects = new EnumMap<>(Kind.class);

    /** In the order in which they are done. */
    private volatile List<Map.Entry<Kind, Effect>> inOrder = List.of();

    Lane(Fault fault, Direction direction, SplittableRandom random) {
        this.fault = fault;
        this.direction = direction;
        this.random = random;
    }

    void open() {
        direction.add(this);
    }

    void close() {
        direction.remove(this);
    }

    /**
     * Has it do something from now on, in place of what it did of this kind.
     *
     * @param effect is given what decides at random
     */
    synchronized void set(Kind kind, Function<SplittableRandom, Effect> effect) {
        effects.put(kind, effect.apply(random.split()));
        publish();
    }

    synchronized void clear(Kind kind) {
        if (effects.remove(kind) != null) {
            publish();
        }
    }

    private void publish() {
        inOrder = effects.entrySet().stream()
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .toList();
    }

    /** Does to a frame what is to be done. */
    void pass(Passage frame) {
        List<Map.Entry<Kind, Effect>> now = inOrder;
        if (now.isEmpty() || !fault.concerns(frame, direction.way())) {
            return;
        }
        for (Map.Entry<Kind, Effect> each : now) {
            if (each.getValue().on(frame)) {
                fault.happened(frame.copies() == 0 ? Kind.CUT : each.getKey());
            }
            if (frame.copies() == 0) {
                return;
            }
        }
    }
}

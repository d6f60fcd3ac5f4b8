package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import java.util.List;
import java.util.Optional;

/**
 * What came of looking for texts one behind the other.
 *
 * @param texts what was looked for
 * @param lines the lines that hold the first texts, one for each text that was found
 */
public record InOrder(List<String> texts, List<ConsoleLine> lines) {

    public InOrder {
        texts = List.copyOf(texts);
        lines = List.copyOf(lines);
    }

    /** Returns the first text that was not found behind those before it. */
    public Optional<String> missing() {
        return lines.size() < texts.size() ? Optional.of(texts.get(lines.size())) : Optional.empty();
    }
}

package io.kvmguest.network;

import io.kvmguest.image.NearMiss;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A JSON object whose keys all have to mean something; messages say what it describes. */
final class Keys {

    private final String what;
    private final Map<?, ?> map;
    private final Set<String> known = new LinkedHashSet<>();

    Keys(String what, Map<?, ?> map) {
        this.what = what;
        this.map = map;
    }

    /** What a key says is refused. */
    static final class KeyException extends IllegalArgumentException {
        private KeyException(String message) {
            super(message);
        }
    }

    KeyException refused(String why) {
        return new KeyException(Character.toUpperCase(what.charAt(0)) + what.substring(1) + ": " + why);
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    private <T> Optional<T> value(String key, Class<T> type, String kind) {
        known.add(key);
        Object value = map.get(key);
        if (value != null && !type.isInstance(value)) {
            throw refused("'" + key + "' must be " + kind);
        }
        return Optional.ofNullable(type.cast(value));
    }

    Optional<String> text(String key) {
        return value(key, String.class, "a text");
    }

    OptionalInt number(String key) {
        return value(key, Integer.class, "a whole number").map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    Optional<Toggle> toggle(String key) {
        return value(key, Boolean.class, "true or false").map(on -> on ? Toggle.ON : Toggle.OFF);
    }

    Optional<Keys> object(String key) {
        return value(key, Map.class, "an object").map(inner -> new Keys("'" + key + "' of " + what, inner));
    }

    String requireText(String key) {
        return text(key).orElseThrow(() -> missing(key));
    }

    int requireNumber(String key) {
        return number(key).orElseThrow(() -> missing(key));
    }

    private KeyException missing(String key) {
        return refused("'" + key + "' is missing"
                + NearMiss.of(key, others())
                        .map(near -> "; is '" + near + "' meant to be it?")
                        .orElse(""));
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object each : value(key, List.class, "a list of texts").orElse(List.of())) {
            if (!(each instanceof String text)) {
                throw refused("'" + key + "' must be a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    List<Map<?, ?>> objects(String key) {
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object each : value(key, List.class, "a list of objects").orElse(List.of())) {
            if (!(each instanceof Map<?, ?> object)) {
                throw refused("'" + key + "' must be a list of objects");
            }
            objects.add(object);
        }
        return objects;
    }

    private List<String> others() {
        return map.keySet().stream()
                .map(String::valueOf)
                .filter(key -> !known.contains(key))
                .toList();
    }

    /** To be called when all keys have been asked for. */
    void requireNoOther() {
        for (String key : others()) {
            throw refused("unknown key '" + key + "'." + NearMiss.question(key, known));
        }
    }
}

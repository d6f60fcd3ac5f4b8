package io.kvmguest.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of things by their names, in words; and how it differs from what was known before.
 */
final class Facts {

    private final Map<String, Map<String, String>> subjects = new LinkedHashMap<>();

    boolean has(String subject, String trait) {
        return subjects.getOrDefault(subject, Map.of()).containsKey(trait);
    }

    /** Says that there is a thing. */
    void subject(String name) {
        Map<String, String> unused = traits(name);
    }

    private Map<String, String> traits(String subject) {
        return subjects.computeIfAbsent(subject, any -> new LinkedHashMap<>());
    }

    /** Says that something holds of a thing: {@code address 10.0.0.1/24}. */
    void holds(String subject, String what) {
        is(subject, what, "");
    }

    /** Says what a trait of a thing is: {@code mtu}, {@code 1500}. */
    void is(String subject, String trait, String value) {
        String unused = traits(subject).put(trait, value);
    }

    /** Returns what differs from before, a line each: {@code eth0: mtu is 1400, was 1500}. */
    List<String> since(Facts before) {
        List<String> lines = new ArrayList<>();
        before.subjects.forEach((subject, facts) -> {
            Map<String, String> now = subjects.get(subject);
            if (now == null) {
                lines.add(subject + " is gone");
                return;
            }
            facts.forEach((trait, value) -> {
                String other = now.get(trait);
                if (other == null) {
                    lines.add(subject + ": " + said(trait, value) + " is gone");
                } else if (!other.equals(value)) {
                    lines.add(subject + ": " + trait + " is " + word(other) + ", was " + word(value));
                }
            });
            now.forEach((trait, value) -> {
                if (!facts.containsKey(trait)) {
                    lines.add(subject + ": " + said(trait, value) + " is new");
                }
            });
        });
        subjects.forEach((subject, facts) -> {
            if (!before.subjects.containsKey(subject)) {
                lines.add(subject + " is new");
                facts.forEach((trait, value) -> lines.add("  " + said(trait, value)));
            }
        });
        return lines;
    }

    private static String said(String trait, String value) {
        return value.isEmpty() ? trait : trait + " " + value;
    }

    private static String word(String value) {
        return value.isEmpty() ? "(nothing)" : value;
    }
}

package io.kvmguest.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What has to be taken down and brought up for a file of {@link Ifupdown}'s to take the place of another.
 *
 * @param down devices that are up, with the names of their sections, from the top: {@code eth0=uplink}
 * @param up devices that are to come up, with the names of their sections, from the ground
 */
record IfupdownChange(List<String> down, List<String> up) {

    /** A section of a file, and what it lies on. */
    private record Section(String text, List<String> lower, boolean isMaster) {}

    IfupdownChange {
        down = List.copyOf(down);
        up = List.copyOf(up);
    }

    /**
     * Compares.
     *
     * @param before the file that is there; empty if there is none
     * @param after the file that is to come
     * @param running the devices that are up, by their sections, as {@code ifquery --state} has it
     * @param devices the names of the guest, by those of the plan
     */
    static IfupdownChange of(String before, String after, Map<String, String> running, Map<String, String> devices) {
        Map<String, Section> old = sections(before);
        Map<String, Section> wanted = sections(after);
        Set<String> changed = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>(old.keySet());
        names.addAll(wanted.keySet());
        for (String name : names) {
            boolean same = wanted.containsKey(name) && wanted.get(name).equals(old.get(name));
            if (!same || !devices.getOrDefault(name, "").equals(running.get(name))) {
                changed.add(name);
            }
        }
        int known;
        do {
            known = changed.size();
            spread(old, changed);
            spread(wanted, changed);
        } while (changed.size() > known);
        List<String> down = old.keySet().stream()
                .filter(name -> changed.contains(name) && running.containsKey(name))
                .map(name -> running.get(name) + "=" + name)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(down);
        List<String> up = wanted.keySet().stream()
                .filter(changed::contains)
                .map(name -> devices.get(name) + "=" + name)
                .toList();
        return new IfupdownChange(down, up);
    }

    /** A VLAN goes with its parent; a bridge or a bond and its ports go together. */
    private static void spread(Map<String, Section> sections, Set<String> changed) {
        sections.forEach((name, section) -> {
            if (section.lower().stream().anyMatch(changed::contains)) {
                changed.add(name);
            }
            if (section.isMaster() && changed.contains(name)) {
                changed.addAll(section.lower());
            }
        });
    }

    private static Map<String, Section> sections(String file) {
        Map<String, Section> sections = new LinkedHashMap<>();
        for (String section : file.split("(?m)^# ", -1)) {
            if (!section.isBlank()) {
                List<String> head =
                        List.of(section.lines().findFirst().orElse("").split(" ", -1));
                List<String> lower = head.size() > 2 ? head.subList(2, head.size()) : List.of();
                sections.put(head.get(0), new Section(section.strip(), lower, head.contains(Ifupdown.OF)));
            }
        }
        return sections;
    }

    /** Reads what {@code ifquery --state} prints: {@code eth0=uplink}. */
    static Map<String, String> running(String state) {
        Map<String, String> running = new LinkedHashMap<>();
        state.lines().filter(line -> line.contains("=")).forEach(line -> {
            String[] words = line.split("=", 2);
            running.put(words[1].strip(), words[0].strip());
        });
        return running;
    }
}

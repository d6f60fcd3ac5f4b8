package io.kvmguest.assertions;

import java.util.List;

/** A line of a tool's output, word by word. */
record Words(List<String> list) {

    static Words of(String line) {
        return new Words(List.of(line.strip().split("\\s+", -1)));
    }

    int count() {
        return list.size();
    }

    String get(int index) {
        return list.get(index);
    }

    Words withoutFirst() {
        return new Words(list.subList(1, list.size()));
    }

    /** Returns the word behind a key word, or an empty one. */
    String after(String key) {
        int at = list.indexOf(key);
        return at >= 0 && at + 1 < list.size() ? list.get(at + 1) : "";
    }
}

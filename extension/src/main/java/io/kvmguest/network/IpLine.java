package io.kvmguest.network;

import java.util.List;

/** A line that {@code ip} printed, word by word. */
record IpLine(List<String> words) {

    static IpLine of(String line) {
        return new IpLine(List.of(line.strip().split("\\s+", -1)));
    }

    int count() {
        return words.size();
    }

    String first() {
        return words.get(0);
    }

    IpLine withoutFirst() {
        return new IpLine(words.subList(1, words.size()));
    }

    boolean has(String word) {
        return words.contains(word);
    }

    /** Returns the word behind a key word, or an empty one. */
    String after(String key) {
        int at = words.indexOf(key);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : "";
    }
}

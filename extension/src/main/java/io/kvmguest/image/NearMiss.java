package io.kvmguest.image;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt name was meant to be. */
public final class NearMiss {

    private NearMiss() {}

    /** Returns what a message asks whoever has misspelt a name, with a blank before it: nothing if there is no near one. */
    public static String question(String name, Collection<String> candidates) {
        return of(name, candidates).map(near -> " Did you mean '" + near + "'?").orElse("");
    }

    /** Returns the candidate that differs least from a name, if it differs by no more than a slip of the pen. */
    public static Optional<String> of(String name, Collection<String> candidates) {
        int allowed = Math.max(1, name.length() / 4);
        return candidates.stream()
                .filter(candidate -> distance(bare(name), bare(candidate)) <= allowed)
                .min(Comparator.<String>comparingInt(candidate -> distance(bare(name), bare(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code Debian_12} and {@code debian12} are one name with different punctuation. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    /** Levenshtein's distance, where two letters that changed places are one mistake (optimal string alignment). */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[0];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}

package io.kvmguest;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes sure that MAC addresses are some. */
final class MacAddresses {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    /**
     * Returns them in small letters.
     *
     * @throws IllegalArgumentException if one is none that a card can have, or is there twice
     */
    static List<String> checked(List<String> addresses) {
        List<String> known = addresses.stream()
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .toList();
        Set<String> seen = new HashSet<>();
        for (String each : known) {
            if (each.isEmpty()) {
                continue;
            }
            if (!FORM.matcher(each).matches()) {
                throw new IllegalArgumentException(
                        "a MAC address must be written as \"52:54:00:12:34:56\", but was \"" + each + "\"");
            }
            if ((Integer.parseInt(each.substring(0, 2), 16) & 1) == 1) {
                throw new IllegalArgumentException(
                        "\"" + each + "\" is the address of a group: the first pair of a card's address must be even");
            }
            if (!seen.add(each)) {
                throw new IllegalArgumentException("two cards cannot both have the MAC address \"" + each + "\"");
            }
        }
        return known;
    }

    private MacAddresses() {}
}

package io.kvmguest.network;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** How a configurator does what a {@link PlanField} says. */
public enum Support {
    /** It has a word for it. */
    NATIVE,
    /** It has no word for it, and does it by a command or a file that it lets one add. */
    HOOK,
    /** It does not do it. Plans that say it are applied without it, and {@link Applied#skipped()} says so. */
    NONE;

    /** Returns that each field is done natively, but for some. */
    static Map<PlanField, Support> nativeBut(Set<PlanField> byHook, Set<PlanField> not) {
        Map<PlanField, Support> claims = new EnumMap<>(PlanField.class);
        for (PlanField field : PlanField.values()) {
            claims.put(field, not.contains(field) ? NONE : byHook.contains(field) ? HOOK : NATIVE);
        }
        return Collections.unmodifiableMap(claims);
    }
}

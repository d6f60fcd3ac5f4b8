package io.kvmguest.assertions;

import java.util.List;
import java.util.Map;

/**
 * A unit as {@code systemctl show} shows it.
 *
 * @param properties {@code LoadState}, {@code ActiveState}, {@code SubState}, {@code Result}
 * @param status the lines of {@code systemctl status}, for a unit that is not active
 */
record ServiceState(Map<String, String> properties, List<String> status) {

    ServiceState {
        properties = Map.copyOf(properties);
        status = List.copyOf(status);
    }

    /** Returns whether it is active, by the measure of {@code systemctl is-active}. */
    boolean isActive() {
        String state = property("ActiveState");
        return state.equals("active") || state.equals("reloading");
    }

    /** Returns one line of its state, such as {@code failed (Result: exit-code)}. */
    String describe() {
        if (property("LoadState").equals("not-found")) {
            return "not installed";
        }
        String result = property("Result");
        return property("ActiveState") + " (" + property("SubState") + ")"
                + (result.isEmpty() || result.equals("success") ? "" : ", result " + result);
    }

    private String property(String name) {
        return properties.getOrDefault(name, "");
    }
}

package io.kvmguest.images;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;

/** JSON for scripts. */
final class Json {

    private Json() {}

    /** Returns maps, lists, strings, numbers and booleans as JSON that people can read as well. */
    static String pretty(Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(value);
        } catch (IOException e) {
            throw new IllegalStateException("maps and lists of plain values are JSON", e);
        }
    }

    /** Returns the same in one line. */
    static String line(Object value) {
        try {
            return JSON.std.asString(value);
        } catch (IOException e) {
            throw new IllegalStateException("maps and lists of plain values are JSON", e);
        }
    }
}

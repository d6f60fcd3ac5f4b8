package io.kvmguest.console;

import java.util.stream.Stream;

/** What a guest printed at once, or somebody typed at once. */
final class RecordedEvent {

    /** Who did it. */
    enum Kind {
        /** The guest has printed it. */
        PRINTED(""),
        /** Somebody has typed it. */
        TYPED(""),
        /** Somebody has typed it, and the recording does not tell what it was. */
        SECRET("kvmguest: a secret"),
        /** The root shell of this library has typed it. */
        SHELL("kvmguest: the root shell"),
        /** The same, and the recording does not tell what it was. */
        SHELL_SECRET("kvmguest: a secret of the root shell");

        private final String marker;

        Kind(String marker) {
            this.marker = marker;
        }

        /** Returns what an asciicast says in front of it; empty for nothing. */
        String marker() {
            return marker;
        }

        boolean isSecret() {
            return this == SECRET || this == SHELL_SECRET;
        }

        boolean isOfShell() {
            return this == SHELL || this == SHELL_SECRET;
        }

        /** Returns what is typed behind a marker. */
        static Kind typedBehind(String marker) {
            return Stream.of(values())
                    .filter(kind -> !kind.marker.isEmpty() && kind.marker.equals(marker))
                    .findFirst()
                    .orElse(TYPED);
        }
    }

    private final Kind kind;
    private final long at;
    private final byte[] bytes;
    private final int line;

    /**
     * @param at when, in nanoseconds since power-on
     * @param line the line of the file that tells it, from 1 on; 0 where files have no such lines
     */
    RecordedEvent(Kind kind, long at, byte[] bytes, int line) {
        this.kind = kind;
        this.at = at;
        this.bytes = bytes;
        this.line = line;
    }

    Kind kind() {
        return kind;
    }

    boolean isTyped() {
        return kind != Kind.PRINTED;
    }

    long at() {
        return at;
    }

    byte[] bytes() {
        return bytes;
    }

    int line() {
        return line;
    }
}

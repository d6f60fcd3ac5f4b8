package io.kvmguest.junit;

import io.kvmguest.Board;
import io.kvmguest.BoardSpec;
import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.Nic;
import io.kvmguest.ReplaySpec;
import io.kvmguest.network.Link;
import io.kvmguest.shell.RootShell;
import java.util.List;
import java.util.Optional;

/** What is to run for a test: a machine of its own, or something that does as if it were one. */
sealed interface Wanted {

    /** What only QEMU's machines have. */
    List<Class<?>> OF_A_MACHINE = List.of(Guest.class, Nic.class, Link.class);

    /** Returns the name by which tests ask for it. */
    String name();

    /** Returns what it comes from, in words: the name of an image or of a recording. */
    String origin();

    /** Returns what messages call it. */
    String title();

    /** Returns the same under a name that all have. */
    Wanted anonymous();

    /** Returns why it has no object of a type that others have, if it has none. */
    Optional<String> lacks(Class<?> type);

    /** Returns whether QEMU runs for it. */
    boolean isMachine();

    /** Returns what kind of thing it is, in words. */
    String kind();

    /** A guest in QEMU. */
    record Machine(GuestSpec spec) implements Wanted {

        @Override
        public String name() {
            return spec.name();
        }

        @Override
        public String origin() {
            return spec.image();
        }

        @Override
        public String title() {
            return "Guest '" + name() + "' (image " + origin() + ")";
        }

        @Override
        public Wanted anonymous() {
            return new Machine(spec.name("guest"));
        }

        @Override
        public Optional<String> lacks(Class<?> type) {
            return type == Board.class ? Optional.of("take the Guest") : Optional.empty();
        }

        @Override
        public boolean isMachine() {
            return true;
        }

        @Override
        public String kind() {
            return "a machine of QEMU's";
        }
    }

    /** A recording that plays as a guest. */
    record Recorded(ReplaySpec spec) implements Wanted {

        @Override
        public String name() {
            return spec.name();
        }

        @Override
        public String origin() {
            return spec.recording().name();
        }

        @Override
        public String title() {
            return "Guest '" + name() + "' (" + spec + ")";
        }

        @Override
        public Wanted anonymous() {
            return new Recorded(spec.name("guest"));
        }

        @Override
        public Optional<String> lacks(Class<?> type) {
            if (OF_A_MACHINE.contains(type) || type == Board.class) {
                return Optional.of("there is no machine: take its SerialConsole or its BootLog");
            }
            return type == RootShell.class ? spec.shellObstacle() : Optional.empty();
        }

        @Override
        public boolean isMachine() {
            return false;
        }

        @Override
        public String kind() {
            return "a recording";
        }
    }

    /** A board on a serial line. */
    record Connected(BoardSpec spec) implements Wanted {

        @Override
        public String name() {
            return spec.name();
        }

        @Override
        public String origin() {
            return spec.line();
        }

        @Override
        public String title() {
            return "Board '" + name() + "' (" + origin() + ")";
        }

        /** There is one of it, whatever it is called. */
        @Override
        public Wanted anonymous() {
            return this;
        }

        @Override
        public Optional<String> lacks(Class<?> type) {
            return OF_A_MACHINE.contains(type)
                    ? Optional.of("take the Board, its RootShell, its SerialConsole or its BootLog")
                    : Optional.empty();
        }

        @Override
        public boolean isMachine() {
            return false;
        }

        @Override
        public String kind() {
            return "a board";
        }
    }
}

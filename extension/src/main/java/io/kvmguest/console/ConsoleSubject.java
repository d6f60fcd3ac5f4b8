package io.kvmguest.console;

/**
 * What stands at the other end of a console, in the words of an error message. Asked only when there is an error.
 */
public interface ConsoleSubject {

    /** Returns its name, such as {@code Guest 'router' (image debian-12)}. */
    String name();

    /** Returns what it is doing, such as {@code in boot phase INIT for 12.1 s}; may be empty. */
    String doing();

    /** Returns where evidence lies, such as {@code target/kvmguest/RoutingTest/router/}; may be empty. */
    String evidence();

    /** A subject that only has a name. */
    static ConsoleSubject named(String name) {
        return new ConsoleSubject() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String doing() {
                return "";
            }

            @Override
            public String evidence() {
                return "";
            }
        };
    }
}

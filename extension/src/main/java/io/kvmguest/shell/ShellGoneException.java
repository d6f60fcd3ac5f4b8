package io.kvmguest.shell;

/** A shell on a port has ended. Another one can be started. */
final class ShellGoneException extends WireBrokenException {

    private static final long serialVersionUID = 1;

    ShellGoneException(String why) {
        super(why);
    }
}

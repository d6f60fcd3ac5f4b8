package io.kvmguest.shell;

/** The guest's half of a shell does not answer, or not intact. {@link GuestShell} puts it into words for the user. */
class WireBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * @param why a sentence about the shell without its full stop, that goes on from "It"
     */
    WireBrokenException(String why) {
        super(why);
    }
}

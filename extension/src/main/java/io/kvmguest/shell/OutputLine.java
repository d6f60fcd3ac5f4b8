package io.kvmguest.shell;

/**
 * A line that a command has printed.
 *
 * @param source which of its outputs it is from
 * @param text the line as UTF-8, without its end
 */
public record OutputLine(Source source, String text) {

    /** The outputs of a command. */
    public enum Source {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR
    }
}

package io.kvmguest.shell;

import org.jspecify.annotations.Nullable;

/**
 * How a shell on a port introduces itself.
 *
 * @param uid the user that it runs as
 * @param exitStatus what it saw of a command that ends with {@link Hello#EXIT_STATUS}
 * @param hasDirectory whether it has a directory for its files
 * @param hasCredential whether systemd has passed a credential for autologin to the getty of the console
 * @param pid its process id
 * @param consoleShell the process id of the shell on the console that it was started from; 0 if from none
 * @param proof what the line that started it has computed
 * @param directory its directory
 */
record PortHello(
        long uid,
        int exitStatus,
        boolean hasDirectory,
        boolean hasCredential,
        long pid,
        long consoleShell,
        String proof,
        String directory) {

    private static final String SCRIPT = GuestScript.read("port.sh");

    /**
     * Returns the request for it.
     *
     * @param where assignments of shell variables that say where its directory is, or may be
     */
    static String request(String where) {
        return where + "\n" + SCRIPT;
    }

    /** Reads an answer; returns null if it is none. */
    static @Nullable PortHello of(String text) {
        String[] words = text.split(" ", 8);
        if (words.length < 8) {
            return null;
        }
        try {
            return new PortHello(
                    Long.parseLong(words[0]),
                    Integer.parseInt(words[1]),
                    words[2].equals("1"),
                    words[3].equals("1"),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    words[6],
                    words[7]);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

package io.kvmguest.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The two lines that turn any shell on a terminal into the guest's half of a {@link Wire}. */
final class ServerScript {

    /** What the proof begins with; people see it in the log of the console. */
    static final String PROOF = "kvmguest";

    private static final String SCRIPT = load();

    private ServerScript() {}

    /**
     * Returns what is typed at a prompt. Whatever shell is there replaces itself by one that sets the terminal up, prints
     * the proof, the sum of two numbers, and carries out what it reads then; after each line it prints the proof again. The
     * line is the same to sh, csh and fish, short enough for one row, and its echo does not hold the proof.
     */
    static String loader(int a, int b) {
        return " exec /bin/sh -c 'stty raw -echo||n=s;while echo " + PROOF + "$((" + a + "+" + b
                + "));read -r$n l;do eval \"$l\";done'\n";
    }

    /** Returns what the guest prints when it has understood {@link #loader}. */
    static String proof(int a, int b) {
        return PROOF + (a + b);
    }

    /**
     * Returns the line that starts the guest's half, which then says hello.
     *
     * @param name what its directory is to be called
     * @param directories where it may lie; the first that can be written is taken
     */
    static String start(Signature signature, String name, List<String> directories) {
        return "P='\\033_" + ShellText.frameFormat(signature.begin())
                + "' Q='" + ShellText.frameFormat(signature.end()) + "\\033\\\\'"
                + " T='" + ShellText.frameFormat("0000")
                + "' R=" + name
                + " Y='" + String.join(" ", directories)
                + "';eval \"$(printf '" + ShellText.format(SCRIPT.getBytes(StandardCharsets.US_ASCII)) + "')\"\n";
    }

    private static String load() {
        try (InputStream resource = ServerScript.class.getResourceAsStream("server.sh")) {
            if (resource == null) {
                throw new AssertionError("server.sh is missing beside " + ServerScript.class);
            }
            return new String(resource.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

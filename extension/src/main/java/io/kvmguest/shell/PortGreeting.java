package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The first words with a shell on a port, whose line is typed on the console. They are sent before, and wait in the port
 * until somebody opens it.
 */
final class PortGreeting {

    private static final String ON_A_TERMINAL = "1";

    private final PortShell shell;
    private final ByteWait wait;
    private final Reply reply;
    private final Set<String> proofs = new HashSet<>();

    /**
     * @param name what the shell's directory is to be called
     * @param directories where it may lie; the first that can be written is taken
     */
    PortGreeting(Port port, RandomGenerator random, String name, List<String> directories) {
        this.shell = new PortShell(port, random);
        this.wait = port.waitFor("a root shell on its port " + port.name());
        port.expectOpening();
        String where = "D= R=" + name + " Y='" + String.join(" ", directories) + "'";
        this.reply = shell.send(PortHello.request(where), wait, List.of(new ByteArrayOutputStream()));
    }

    PortShell shell() {
        return shell;
    }

    /** Takes a sum for a proof, from now on. */
    void accept(int sum) {
        proofs.add(String.valueOf(sum));
    }

    /** Returns whether there is something to read. */
    boolean hasNews() {
        return shell.port().hasMore();
    }

    /** Returns what the shell has said, if it has said all of it. */
    @Nullable PortHello heard() {
        try {
            return reply.await(shell.port().nanos(), wait) ? PortHello.of(reply.text()) : null;
        } catch (ShellGoneException e) {
            return null; // it began and has ended, so that the next line that is typed starts another
        }
    }

    /** Returns whether the line that started the shell was understood by a shell, and by one on a terminal. */
    boolean isProven(PortHello hello) {
        return proofs.contains(bare(hello));
    }

    /** Returns whether the console's shell has a terminal. */
    static boolean isOnTerminal(PortHello hello) {
        return !bare(hello).equals(hello.proof());
    }

    private static String bare(PortHello hello) {
        // Sums have five digits.
        return hello.proof().length() == 6 && hello.proof().startsWith(ON_A_TERMINAL)
                ? hello.proof().substring(1)
                : hello.proof();
    }
}

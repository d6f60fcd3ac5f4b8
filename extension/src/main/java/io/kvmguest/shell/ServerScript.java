package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The two lines that turn any shell on a terminal into the guest's half of a {@link Wire}. */
final class ServerScript {

    /** What the proof begins with; people see it in the log of the console. */
    static final String PROOF = "kvmguest";

    private static final String SCRIPT = GuestScript.read("server.sh");

    private ServerScript() {}

    /**
     * Returns what is typed at a prompt. It starts a shell on a virtio-serial port of the guest and prints the proof, the sum
     * of two numbers. Where there is no such port it sets the terminal up, prints the proof, and carries out what it reads
     * then; after each line it prints the proof again. The line is the same to sh, csh and fish, and its echo does not hold
     * the proof.
     *
     * @param port the name of the port, to whose shell the sum and the process id of the shell at the prompt are passed
     */
    static String loader(Addition addition, String port) {
        String sum = addition.expression();
        return " /bin/sh -c '[ -t 0 ]&&t=1;" + PortCode.start(port, greeting(sum))
                + " 2>&-;[ $v ]||stty raw -echo||m=s;while echo " + PROOF + "$v" + sum
                + ";[ -z $v ]&&read -r$m l;do eval \"$l\";done'\n";
    }

    /** What the shell on the port hears from the one that starts it. */
    private static String greeting(String sum) {
        return "K=$t" + sum + " L=$PPID ";
    }

    /**
     * Returns a line for {@link #loader} that starts a shell on a port where there is one, but no {@code setsid}; what carries
     * it out ends then, and gives the terminal back as it was.
     */
    static String loaderWithoutSetsid(Addition addition, String port) {
        return PortCode.startInBackground(port, "set -m;" + greeting(addition.expression()))
                + " 2>&-;[ -z $v ]||[ $m ]||stty sane\n";
    }

    /** Returns what the guest prints when it has understood {@link #loader} and has no such port. */
    static String proof(Addition addition) {
        return PROOF + addition.sum();
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
}

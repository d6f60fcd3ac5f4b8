package io.kvmguest.shell;

/** What an exit status means, as far as every shell means the same. */
final class ExitStatus {

    private static final int SIGNAL = 128;
    private static final int REAL_TIME = 34;

    /** By number, on x86, ARM and RISC-V alike. */
    private static final String[] SIGNALS = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };

    private ExitStatus() {}

    /** {@code exit status 2}, {@code exit status 127 (command not found)}, {@code exit status 137 (SIGKILL)}. */
    static String describe(int status) {
        String meaning = meaning(status);
        return "exit status " + status + (meaning.isEmpty() ? "" : " (" + meaning + ")");
    }

    private static String meaning(int status) {
        int signal = status - SIGNAL;
        if (status == 126) {
            return "not executable";
        } else if (status == 127) {
            return "command not found";
        } else if (signal >= 1 && signal < SIGNALS.length) {
            return "SIG" + SIGNALS[signal];
        } else if (signal >= REAL_TIME && signal <= 64) {
            return "SIGRTMIN+" + (signal - REAL_TIME);
        }
        return "";
    }
}

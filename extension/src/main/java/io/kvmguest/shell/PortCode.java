package io.kvmguest.shell;

/** Writes what a shell on a port is asked to carry out. The port takes any byte, so that quotes are all it needs. */
final class PortCode {

    /** The device of a port, in what {@link #eachPort} carries out. */
    static final String DEVICE = "/dev/${p##*/}";

    private PortCode() {}

    /**
     * Returns a subshell that becomes the command.
     *
     * @param job what its processes are known by
     * @param shell what {@code /bin/sh} is called with, quoted
     */
    static String job(Command command, String job, String shell) {
        return "(" + Request.setting(command) + "export KVMGUEST_JOB=" + job + ";exec /bin/sh " + shell + ')';
    }

    /**
     * Returns what {@code /bin/sh} is called with, quoted, to print a text and make a file, by both of which its job is known
     * to run, and then to become a shell that is called with other arguments.
     *
     * @param textAndFile two words of the shell
     */
    static String announced(String textAndFile, String shell) {
        return "-c 'printf \"$0\";: >$1;shift;exec /bin/sh \"$@\"' " + textAndFile + ' ' + shell;
    }

    /**
     * Returns what starts another shell on a port, in a session of its own, and sets {@code v} to {@code p} then; it says
     * nothing if there is no such port, or no {@code setsid}.
     *
     * @param variables assignments for its environment
     */
    static String start(String port, String variables) {
        return "command -v setsid>/dev/null&&" + onPort(port, variables + "setsid setsid /bin/sh <>$d >&0 2>&0&&v=p");
    }

    /**
     * Returns the same for guests without {@code setsid}, OpenWrt among them; it does nothing elsewhere. Unless its jobs have
     * process groups of their own ({@code set -m}), the other shell ignores SIGINT, and so does what it runs.
     *
     * @param before what comes before it: assignments for its environment, and commands before these
     */
    static String startInBackground(String port, String before) {
        return "command -v setsid>/dev/null||"
                + onPort(port, "{ " + before + "/bin/sh <&3 >&3 2>&3 3>&- & } 3<>$d&&v=p");
    }

    private static String onPort(String port, String start) {
        return with(port, "d=" + DEVICE + ";[ -w $d ]&&{ " + start + ";}");
    }

    /** Returns what carries out something for a port, if the guest has found that. */
    static String with(String port, String then) {
        return eachPort("[ $n = " + port + " ]&&{ " + then + ";}");
    }

    /** Returns what carries out something for each port that the guest has found, with its name in {@code n}. */
    static String eachPort(String then) {
        return "for p in /sys/class/virtio-ports/*;do read n<$p/name&&" + then + ";done";
    }
}

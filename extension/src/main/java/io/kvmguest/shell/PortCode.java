package io.kvmguest.shell;

import java.util.Map;

/** Writes what a shell on a port is asked to carry out. The port takes any byte, so that quotes are all it needs. */
final class PortCode {

    private PortCode() {}

    /** Quotes a text without NUL: {@code it's} becomes {@code 'it'\''s'}. */
    static String quote(String text) {
        return '\'' + text.replace("'", "'\\''") + '\'';
    }

    /**
     * Returns a subshell that becomes the command.
     *
     * @param job what its processes are known by
     * @param shell what {@code /bin/sh} is called with, quoted
     */
    static String job(Command command, String job, String shell) {
        StringBuilder code = new StringBuilder("(");
        command.directory()
                .ifPresent(directory ->
                        code.append("cd -- ").append(quote(directory)).append("||exit;"));
        for (Map.Entry<String, String> variable : command.environment().entrySet()) {
            code.append("export ")
                    .append(variable.getKey())
                    .append('=')
                    .append(quote(variable.getValue()))
                    .append(';');
        }
        return code.append("export KVMGUEST_JOB=")
                .append(job)
                .append(";exec /bin/sh ")
                .append(shell)
                .append(')')
                .toString();
    }

    /**
     * Returns what starts another shell on a port, in a session of its own; it says nothing if there is no such port.
     *
     * @param variables assignments for its environment
     */
    static String start(String port, String variables) {
        return "command -v setsid>/dev/null&&for p in /sys/class/virtio-ports/*;do read n<$p/name&&d=/dev/${p##*/}&&[ $n = "
                + port + " ]&&[ -w $d ]&&{ " + variables + "setsid /bin/sh <>$d >&0 2>&0&v=p;};done";
    }
}

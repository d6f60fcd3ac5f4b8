package io.kvmguest.shell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command as code for {@code server.sh}, cut into pieces that a terminal takes.
 *
 * @param preparations what must be carried out before, in this order
 * @param run what starts the job
 */
record Request(List<String> preparations, String run) {

    /** From this length on a script is handed over in a file: Linux takes arguments of less than 128 KiB. */
    private static final int LONG_SCRIPT = 100_000;

    private static final String PACKED = "$D/z";
    private static final String UNPACK = "base64 -d <" + PACKED + "|gzip -d";

    /** Leaves room for the statement around a format. */
    private static final int FORMAT = Wire.LONGEST_CODE - 60;

    /**
     * @param packs whether the guest has gzip and base64
     */
    static Request of(int id, Command command, boolean packs) {
        Writer writer = new Writer(packs);
        String setting = setting(command);
        if (setting.isEmpty()) {
            writer.add("E=:");
        } else {
            writer.assign("E", setting.getBytes(StandardCharsets.UTF_8));
        }
        String input = "/dev/null";
        if (command.hasStdin()) {
            input = "$D/" + id + ".i";
            writer.write(input, command.stdinBytes());
        }
        writer.add("I=" + input);
        byte[] script = command.script().getBytes(StandardCharsets.UTF_8);
        String run = "r " + id;
        if (script.length < LONG_SCRIPT) {
            writer.assign("S", script);
            run += " -c \"$S\"";
        } else {
            String file = "$D/" + id + ".s";
            writer.write(file, script);
            run += ' ' + file;
        }
        writer.add(run);
        return writer.request();
    }

    /** Returns what sets directory and environment. */
    static String setting(Command command) {
        StringBuilder text = new StringBuilder();
        command.directory()
                .ifPresent(directory ->
                        text.append("cd -- ").append(ShellText.quote(directory)).append("||exit;"));
        for (Map.Entry<String, String> variable : command.environment().entrySet()) {
            text.append("export ")
                    .append(variable.getKey())
                    .append('=')
                    .append(ShellText.quote(variable.getValue()))
                    .append(';');
        }
        return text.toString();
    }

    /** Gathers statements into lines. */
    private static final class Writer {

        private final boolean packs;
        private final List<String> full = new ArrayList<>();
        private final StringBuilder line = new StringBuilder();

        Writer(boolean packs) {
            this.packs = packs;
        }

        void add(String statement) {
            if (line.length() + statement.length() >= Wire.LONGEST_CODE) {
                full.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) {
                line.append(';');
            }
            line.append(statement);
        }

        /** Sets a variable to a text without NUL. */
        void assign(String variable, byte[] text) {
            if (ShellText.isPrintable(text) && text.length < Wire.LONGEST_CODE / 2) {
                String quoted = ShellText.quote(new String(text, StandardCharsets.US_ASCII));
                if (quoted.length() < Wire.LONGEST_CODE / 2) {
                    add(variable + '=' + quoted);
                    return;
                }
            }
            // The x keeps line feeds at the end.
            String rest = ";echo x);" + variable + "=${" + variable + "%x}";
            if (packs && text.length >= Wire.LONGEST_CODE / 2) {
                writePacked(text);
                add(variable + "=$(" + UNPACK + rest);
                return;
            }
            String sign = "=";
            for (String format : ShellText.formats(text, FORMAT)) {
                add(variable + sign + "$(printf '" + format + '\'' + rest);
                sign = "=$" + variable;
            }
        }

        /** Writes data into a file. */
        void write(String file, byte[] data) {
            if (packs && data.length >= Wire.LONGEST_CODE / 2) {
                writePacked(data);
                add(UNPACK + '>' + file);
                return;
            }
            String sign = ">";
            for (String format : ShellText.formats(data, FORMAT)) {
                add("printf '" + format + '\'' + sign + file);
                sign = ">>";
            }
        }

        private void writePacked(byte[] data) {
            String text = Packing.pack(data);
            String sign = ">";
            for (int from = 0; from < text.length(); from += FORMAT) {
                add("echo " + text.substring(from, Math.min(text.length(), from + FORMAT)) + sign + PACKED);
                sign = ">>";
            }
        }

        Request request() {
            return new Request(List.copyOf(full), line.toString());
        }
    }
}

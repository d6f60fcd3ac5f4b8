package io.kvmguest.assertions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file as {@code ls -l} shows it, a symbolic link followed; with its content if that was asked for. */
final class FileState {

    private final String mode;
    private final String owner;
    private final String group;
    private final String uid;
    private final String gid;
    private final long size;
    private final byte @Nullable [] content;

    /**
     * @param named the words of a line of {@code ls -l}
     * @param numbered the words of a line of {@code ls -ln} for the same file
     */
    FileState(Words named, Words numbered, byte @Nullable [] content) {
        // A tenth character marks an ACL or a security context.
        this.mode = named.get(0).substring(0, 10);
        this.owner = named.get(2);
        this.group = named.get(3);
        this.uid = numbered.get(2);
        this.gid = numbered.get(3);
        this.size = numbered.get(4).endsWith(",") ? 0 : Long.parseLong(numbered.get(4));
        this.content = content;
    }

    boolean isRegular() {
        return mode.charAt(0) == '-';
    }

    boolean isDirectory() {
        return mode.charAt(0) == 'd';
    }

    /** Returns the permissions as {@code chmod} takes them, four digits. */
    String octal() {
        int bits = 0;
        for (int i = 1; i < 10; i++) {
            char c = mode.charAt(i);
            boolean executable = c == 'x' || c == 's' || c == 't';
            bits |= (i % 3 == 0 ? executable : c != '-') ? 0400 >> (i - 1) : 0;
        }
        bits |= special(3, 04000) | special(6, 02000) | special(9, 01000);
        return String.format("%04o", bits);
    }

    private int special(int at, int bit) {
        return "sStT".indexOf(mode.charAt(at)) >= 0 ? bit : 0;
    }

    /** Returns whether a user, or a user and a group as in {@code root:adm}, own it; by names or numbers. */
    boolean isOwnedBy(String wanted) {
        String[] parts = wanted.split(":", 2);
        return (parts[0].equals(owner) || parts[0].equals(uid))
                && (parts.length == 1 || parts[1].equals(group) || parts[1].equals(gid));
    }

    boolean hasContent(byte[] wanted) {
        return Arrays.equals(content, wanted);
    }

    /** Returns the content as UTF-8, empty if it was not asked for. */
    String text() {
        return content == null ? "" : new String(content, StandardCharsets.UTF_8);
    }

    List<String> describe() {
        String kind =
                switch (mode.charAt(0)) {
                    case '-' -> "a file";
                    case 'd' -> "a directory";
                    case 'b', 'c' -> "a device";
                    case 'p' -> "a pipe";
                    case 's' -> "a socket";
                    default -> "something else";
                };
        List<String> lines = new ArrayList<>();
        lines.add(kind + ", mode " + octal() + ", owned by " + owner + ":" + group
                + (isRegular() ? ", " + size + (size == 1 ? " byte" : " bytes") : ""));
        if (content != null) {
            Texts.tail(text()).forEach(line -> lines.add("| " + line));
            if (content.length > 0 && content[content.length - 1] != '\n') {
                lines.add("(no line end at the end)");
            }
        }
        return lines;
    }
}

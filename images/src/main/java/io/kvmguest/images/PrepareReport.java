package io.kvmguest.images;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found on a disk, and what was done to it.
 *
 * @param root the device of the root file system and its type, such as {@code /dev/vda1 ext4}
 * @param init the init system, such as {@code systemd}
 * @param loader the boot loader, such as {@code grub2, update-grub}
 * @param notes what people should know, a sentence each
 * @param diff the changes as a unified diff; empty if nothing had to be changed
 */
record PrepareReport(String root, String init, String loader, List<String> notes, String diff) {

    PrepareReport {
        notes = List.copyOf(notes);
    }

    boolean changed() {
        return !diff.isEmpty();
    }

    boolean hasLoader() {
        return !loader.equals("none");
    }

    /** Reads what the script prints. */
    static PrepareReport read(String output) {
        String root = "";
        String init = "";
        String loader = "";
        List<String> notes = new ArrayList<>();
        List<String> lines = output.lines().toList();
        int at = 0;
        for (; at < lines.size() && !lines.get(at).equals("changes:"); at++) {
            String[] parts = lines.get(at).split(": ", 2);
            String value = parts.length == 2 ? parts[1] : "";
            switch (parts[0]) {
                case "root" -> root = value;
                case "init" -> init = value;
                case "loader" -> loader = value;
                case "note" -> notes.add(value);
                default -> throw new IllegalArgumentException("not a line of a report: " + lines.get(at));
            }
        }
        if (at == lines.size()) {
            throw new IllegalArgumentException("a report without changes: " + output);
        }
        return new PrepareReport(root, init, loader, notes, String.join("\n", lines.subList(at + 1, lines.size())));
    }
}

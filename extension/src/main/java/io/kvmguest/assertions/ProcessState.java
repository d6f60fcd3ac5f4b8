package io.kvmguest.assertions;

import java.util.List;

/**
 * A process as the guest's {@code /proc} shows it.
 *
 * @param name its name in the kernel, cut off after 15 characters
 * @param state {@code R}, {@code S}, {@code Z} …
 * @param arguments its command line, empty for a thread of the kernel and for one that has ended
 */
record ProcessState(int pid, String name, char state, List<String> arguments) {

    ProcessState {
        arguments = List.copyOf(arguments);
    }

    /** Returns whether it runs, rather than waiting to be buried. */
    boolean isAlive() {
        return state != 'Z' && state != 'X';
    }

    /** Returns whether it bears a name: in the kernel, or as the program in its command line. */
    boolean isCalled(String wanted) {
        return name.equals(wanted) || program().equals(wanted);
    }

    boolean isUserProcess() {
        return !arguments.isEmpty();
    }

    /** Returns the file name of its first argument, of which a login shell has a dash in front. */
    private String program() {
        if (arguments.isEmpty()) {
            return "";
        }
        String first = arguments.get(0);
        String file = first.substring(first.lastIndexOf('/') + 1);
        return file.startsWith("-") ? file.substring(1) : file;
    }

    String describe() {
        String words = arguments.isEmpty() ? "[" + name + "]" : String.join(" ", arguments);
        String line = pid + " " + words.replace("\n", " ");
        return isAlive() ? line : line + " (ended, not yet buried)";
    }
}

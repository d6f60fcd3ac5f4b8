package io.kvmguest.qemu;

import java.util.OptionalInt;

/**
 * How QEMU ended. Neither status nor signal is known when its supervisor was killed before it could tell.
 *
 * @param exitStatus its exit status, if it exited by itself
 * @param signal the number of the signal that killed it, if one did
 * @param stderr what it wrote to standard error, the last 64 KiB
 */
public record QemuExit(OptionalInt exitStatus, OptionalInt signal, String stderr) {

    /** Linux numbers its ordinary signals from 1 to 31; a shell adds 128 to them. */
    private static final int LAST_SIGNAL = 31;

    static QemuExit ofShellStatus(OptionalInt status, String stderr) {
        boolean signalled = status.isPresent() && status.getAsInt() > 128 && status.getAsInt() <= 128 + LAST_SIGNAL;
        return signalled
                ? new QemuExit(OptionalInt.empty(), OptionalInt.of(status.getAsInt() - 128), stderr)
                : new QemuExit(status, OptionalInt.empty(), stderr);
    }

    /** Returns how it ended as a sentence without a full stop: {@code QEMU was killed by SIGKILL}. */
    public String describe() {
        if (signal.isPresent()) {
            return "QEMU was killed by " + signalName(signal.getAsInt());
        }
        if (exitStatus.isPresent()) {
            return "QEMU exited with status " + exitStatus.getAsInt();
        }
        return "QEMU is gone, and so is the supervisor that could have told how";
    }

    private static String signalName(int number) {
        return switch (number) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> "SIGSYS";
            default -> "signal " + number;
        };
    }
}

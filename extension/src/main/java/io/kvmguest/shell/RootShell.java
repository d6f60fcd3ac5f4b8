package io.kvmguest.shell;

import java.nio.file.Path;

/**
 * A root shell in a guest, proven: uid 0, a live terminal, a known state.
 *
 * <p>Each command runs in a {@code /bin/sh} of its own, so that nothing of one (a directory, a variable) is seen by the
 * next. May be used from any thread: commands of several threads run side by side, up to eight of them; on a guest without
 * virtio-serial ports they wait for one another.
 */
public interface RootShell {

    /**
     * Runs a command and waits for its end, for 60 s, times 10 under emulation.
     *
     * @throws CommandTimeoutException if it takes longer; the command and its children are ended then
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    default CommandResult run(String script) {
        return run(Command.of(script));
    }

    /** Runs a command and waits for its end. */
    CommandResult run(Command command);

    /** Starts a command, and returns while it runs; its own timeout is not used. */
    default RunningCommand start(String script) {
        return start(Command.of(script));
    }

    /**
     * Starts a command, and returns while it runs. Up to three at a time; more wait for one to end. Where commands run on the
     * console, its lines are looked for four times a second.
     *
     * @throws UnsupportedOperationException if this is a shell of the test's own, which only runs commands
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    default RunningCommand start(Command command) {
        throw new UnsupportedOperationException("This root shell only runs commands to their end");
    }

    /**
     * Copies a file or a folder of the host into the guest, over the command channel: no network is needed. Modes are kept,
     * all of it belongs to root there, and the sums of what left and what arrived are compared.
     *
     * @param from a file, or a folder whose content goes into the folder {@code to}; links in it are copied as links
     * @param to the path of the file or folder in the guest, whose parents are made; a file that is there is replaced as
     *     a whole
     * @throws TransferException if it cannot be read, does not fit, or arrives damaged
     * @throws UnsupportedOperationException if this is a shell of the test's own, which only runs commands
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    default void upload(Path from, String to) {
        throw new UnsupportedOperationException("This root shell moves no files");
    }

    /**
     * Copies a file or a folder of the guest to the host, over the command channel. Modes are kept, and the sums of what
     * left and what arrived are compared. The guest is not trusted: nothing outside of {@code to} is written, whatever
     * names and links it sends.
     *
     * @param from the path of a file, or of a folder whose content goes into the folder {@code to}
     * @param to the path of the file or folder on the host, whose parents are made; files that are there are replaced
     * @throws TransferException if there is no such file, it cannot be written here, or arrives damaged
     * @throws UnsupportedOperationException if this is a shell of the test's own, which only runs commands
     * @throws io.kvmguest.console.ConsoleEndedException if the guest is gone
     */
    default void download(String from, Path to) {
        throw new UnsupportedOperationException("This root shell moves no files");
    }
}

package io.kvmguest.shell;

/**
 * A root shell in a guest, proven: uid 0, a live terminal, a known state.
 *
 * <p>Commands run one after another in {@code /bin/sh}, each in a process of its own, so that nothing of one (a
 * directory, a variable) is seen by the next. May be used from any thread; commands of several threads queue.
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
}

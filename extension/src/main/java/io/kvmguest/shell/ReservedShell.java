package io.kvmguest.shell;

/**
 * A root shell with a virtio-serial port that is reserved for it: however many commands run on the guest's other shells, and
 * however long, its own never wait for them, only for one another. On a guest without such ports there is but one line, and
 * they take turns with all others.
 *
 * <p>Made by {@code guest.openShell()}; the port is free again when it is closed. The commands that it starts
 * ({@link #start}) run on ports of their own, as those of other shells do.
 */
public interface ReservedShell extends RootShell, AutoCloseable {

    /** Gives the port back. A command that runs on it is waited for; further ones are refused. */
    @Override
    void close();
}

package io.kvmguest.shell;

/** A command that a channel has started. */
interface LiveJob {

    LiveOutput output();

    /** Sends a signal to it and all its children. */
    void kill(String signal);
}

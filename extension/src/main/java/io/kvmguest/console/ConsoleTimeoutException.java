package io.kvmguest.console;

/** What was awaited did not come in time, and the guest is still there. */
public final class ConsoleTimeoutException extends ConsoleException {

    ConsoleTimeoutException(String message, Mark from) {
        super(message, from);
    }
}

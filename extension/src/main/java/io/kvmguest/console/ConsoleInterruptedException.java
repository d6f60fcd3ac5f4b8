package io.kvmguest.console;

/**
 * The thread that waited was interrupted, at the time limit of its test for example; its interrupt flag is set again.
 */
public final class ConsoleInterruptedException extends ConsoleException {

    ConsoleInterruptedException(String message, Mark from) {
        super(message, from);
    }
}

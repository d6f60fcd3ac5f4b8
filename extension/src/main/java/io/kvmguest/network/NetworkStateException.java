package io.kvmguest.network;

import io.kvmguest.shell.CommandResult;

/** A guest could not tell the state of its network. */
public final class NetworkStateException extends RuntimeException {

    NetworkStateException(String message) {
        super(message);
    }

    static NetworkStateException of(CommandResult result) {
        String said = (result.stdout() + "\n" + result.stderr())
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(StateReader.MARK))
                .map(line -> "\n    | " + line)
                .reduce("", String::concat);
        return new NetworkStateException((result.guest().isEmpty() ? "The guest" : result.guest())
                + " cannot tell the state of its network: ip ended with exit status " + result.exitStatus()
                + (said.isEmpty() ? "." : " and said:" + said));
    }
}

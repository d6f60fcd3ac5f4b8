package io.kvmguest.network;

import io.kvmguest.shell.CommandResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configurator, or the kernel behind it, has refused a plan. The message has its own words. */
public final class NetworkConfiguratorException extends RuntimeException {

    private NetworkConfiguratorException(String message) {
        super(message);
    }

    /**
     * Returns one for a command that has failed.
     *
     * @param configurator the name of the configurator
     * @param result what the command left behind; what it printed is in the message
     * @param aftermath what has become of the network: {@code It is as it was before.}
     */
    public static NetworkConfiguratorException of(String configurator, CommandResult result, String aftermath) {
        String said = Stream.of(result.stdout(), result.stderr())
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .map(line -> "\n    | " + line)
                .collect(Collectors.joining());
        return new NetworkConfiguratorException((result.guest().isEmpty() ? "" : result.guest() + ": ") + configurator
                + " has refused the plan, with exit status " + result.exitStatus()
                + (said.isEmpty() ? " and not a word." : ":" + said)
                + (aftermath.isEmpty() ? "" : "\n  " + aftermath));
    }
}

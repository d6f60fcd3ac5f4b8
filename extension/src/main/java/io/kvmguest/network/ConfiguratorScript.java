package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/** What a configurator has a guest's shell do for a plan. */
final class ConfiguratorScript {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private ConfiguratorScript() {}

    /**
     * Runs one.
     *
     * @throws NetworkConfiguratorException if it fails; with what it printed
     */
    static void run(String configurator, Command script, RootShell root) {
        CommandResult result = root.run(script.timeout(LONGEST));
        if (!result.succeeded()) {
            throw NetworkConfiguratorException.of(configurator, result, "");
        }
    }

    /** Returns a copy that has texts in its environment, numbered from 1 on: {@code text1}. */
    static Command withTexts(Command script, Collection<String> all) {
        Command command = script;
        int number = 1;
        for (String text : all) {
            command = command.with("text" + number++, text.strip());
        }
        return command;
    }

    /** Returns the names of a plan's interfaces, as words of a shell. */
    static String names(NetworkPlan plan) {
        return plan.interfaces().stream().map(InterfacePlan::name).collect(Collectors.joining(" "));
    }
}

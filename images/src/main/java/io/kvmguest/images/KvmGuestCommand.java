package io.kvmguest.images;

import io.kvmguest.image.ImageNotFoundException;
import io.kvmguest.image.OverlayException;
import io.kvmguest.qemu.KvmUnavailableException;
import io.kvmguest.qemu.QemuStartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code kvmguest} command. Exit status: 0 done, 1 failed, 2 not understood. */
@Command(
        name = "kvmguest",
        description = "Boots VM images in QEMU/KVM for JUnit tests.",
        mixinStandardHelpOptions = true,
        version = "KvmGuest for JUnit 0.1.0-SNAPSHOT",
        subcommands = {ImageCommand.class, CacheCommand.class, RunCommand.class, NetworkReportCommand.class})
public final class KvmGuestCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Runs the command and ends the JVM with its exit status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new KvmGuestCommand());
        command.setParameterExceptionHandler((e, arguments) -> {
            CommandLine at = e.getCommandLine();
            at.getErr().println("kvmguest: " + e.getMessage());
            at.getErr().println("See '" + at.getCommandSpec().qualifiedName() + " --help'.");
            return at.getCommandSpec().exitCodeOnInvalidInput();
        });
        command.setExecutionExceptionHandler((e, at, result) -> {
            if (isForPeople(e)) {
                at.getErr().println(e.getMessage());
            } else {
                e.printStackTrace(at.getErr());
            }
            return at.getCommandSpec().exitCodeOnExecutionException();
        });
        return command;
    }

    private static boolean isForPeople(Exception e) {
        return e instanceof WorkshopException
                || e instanceof ImageNotFoundException
                || e instanceof OverlayException
                || e instanceof QemuStartException
                || e instanceof KvmUnavailableException;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}

package io.kvmguest.images;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about images. */
@Command(
        name = "image",
        description = "Builds, fetches, prepares, checks and lists guest images.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ImageBuildCommand.class,
            ImageListCommand.class,
            ImagePathCommand.class,
            ImageFetchCommand.class,
            ImageRmCommand.class,
            ImageNewCommand.class,
            ImagePrepareCommand.class,
            ImageCheckCommand.class
        })
final class ImageCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}

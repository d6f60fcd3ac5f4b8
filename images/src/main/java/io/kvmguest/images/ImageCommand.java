package io.kvmguest.images;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about images. */
@Command(
        name = "image",
        description = "Builds and lists guest images.",
        mixinStandardHelpOptions = true,
        subcommands = {ImageBuildCommand.class, ImageListCommand.class, ImagePathCommand.class})
final class ImageCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}

package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.images.Installation.Access;
import io.kvmguest.images.Installation.Display;
import io.kvmguest.images.Installation.Order;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kvmguest image new}. */
@Command(
        name = "new",
        description = {
            "Installs a system from an ISO image onto a new disk.",
            "The installer has a display and, once it has a network, its port 22, both on 127.0.0.1 only; how to connect is "
                    + "printed. It ends when the machine is powered off."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the machine was powered off", "1:failed", "2:not understood"},
        mixinStandardHelpOptions = true)
final class ImageNewCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--iso", required = true, paramLabel = "FILE", description = "The installer's ISO image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path iso;

    @Option(names = "--size", required = true, paramLabel = "SIZE", description = "The disk's size, such as 5G.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String size;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The disk to make; the ISO image's name with .qcow2 by default.")
    private @Nullable Path output;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            defaultValue = "2048",
            description = "Memory in MiB; 2048 by default.")
    private int memory;

    @Option(names = "--cpus", paramLabel = "N", defaultValue = "2", description = "Virtual processors; 2 by default.")
    private int cpus;

    @Option(names = "--display", defaultValue = "VNC", description = "VNC (the default) or SPICE.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Display display;

    @Option(names = "--json", description = "Say how to connect as a JSON object, in one line.")
    private boolean json;

    @Override
    public void run() {
        if (!size.matches("[1-9][0-9]*[MGT]")) {
            throw new ParameterException(
                    spec.commandLine(), "--size must be a size such as 5G, but was '" + size + "'.");
        }
        Path out = output == null
                ? Path.of(String.valueOf(iso.getFileName()).replaceFirst("(?i)\\.iso$", "") + ".qcow2")
                : output;
        try (Tools tools =
                new Tools(CacheDirectory.standard().path().resolve("logs").resolve("new.log"))) {
            new Installation(tools).run(new Order(iso, out, size, memory, cpus, display), access -> say(access, out));
        } catch (IOException e) {
            throw new WorkshopException("The installation failed: " + e.getMessage(), e);
        }
        if (!json) {
            spec.commandLine().getOut().println("The machine was powered off. The disk: " + out.toAbsolutePath());
        }
    }

    private void say(Access access, Path out) {
        PrintWriter to = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("disk", out.toAbsolutePath().toString());
            map.put("display", access.display().name().toLowerCase(java.util.Locale.ROOT));
            map.put("displayPort", access.displayPort());
            map.put("sshPort", access.sshPort());
            to.println(Json.line(map));
        } else {
            to.println("The installer runs. See it:     " + access.viewer());
            to.println("Once it has a network and sshd: " + access.ssh());
            to.println("It ends when the machine is powered off; Ctrl-C ends it at once.");
        }
        to.flush();
    }
}

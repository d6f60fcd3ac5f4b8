package io.kvmguest.images;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.kvmguest.qemu.AcceleratorProbe;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs test classes on this terminal, with the consoles of their guests streaming by. */
@Command(
        name = "run",
        description = "Runs test classes, one after another, while the consoles of their guests stream by.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "CLASS", description = "Test classes on the class path, by full name.")
    private List<String> classes = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        AcceleratorProbe.Finding finding = AcceleratorProbe.probe();
        out.println(
                finding.kvmWorks()
                        ? "Guests run under KVM."
                        : "Guests run under TCG, in emulation: " + finding.reason());
        RunSummary summary = new RunSummary(out);
        for (String name : classes) {
            LauncherFactory.create().execute(request(name), summary);
        }
        summary.print();
        return summary.failed() ? 1 : 0;
    }

    private static LauncherDiscoveryRequest request(String testClass) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .configurationParameter("kvmguest.console", "live")
                .configurationParameter("kvmguest.evidence.keep", "always")
                .build();
    }
}

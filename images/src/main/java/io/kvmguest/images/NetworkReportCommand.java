package io.kvmguest.images;

import io.kvmguest.GuestSpec;
import io.kvmguest.contract.CheckResult;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.image.ImageNotFoundException;
import io.kvmguest.image.ImageStore;
import io.kvmguest.images.NetworkReport.Subject;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.qemu.AcceleratorProbe;
import io.kvmguest.qemu.QemuStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kvmguest network-report}. */
@Command(
        name = "network-report",
        description = {
            "Holds the built-in network configurators to the contract, on guests, and writes which of them passes which check:"
                    + " a page and a JSON file."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:every configurator passes what it claims",
            "1:one does not",
            "2:not understood",
            "3:the report could not be made: an image is missing, or QEMU, or the disk is full"
        },
        mixinStandardHelpOptions = true)
final class NetworkReportCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int NOT_MADE = 3;

    private static final String PEER = "mini";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--configurator", paramLabel = "NAME", description = "Only this one; more than once for several.")
    private List<String> names = List.of();

    @Option(names = "--check", paramLabel = "ID", description = "Only this one; more than once for several.")
    private List<String> ids = List.of();

    @Option(
            names = "--slow",
            description = "Also the checks that boot guests again or wait for leases: minutes each in emulation.")
    private boolean slow;

    @Option(names = "--times", paramLabel = "N", description = "How often; ${DEFAULT-VALUE} unless told.")
    private int times = 1;

    @Option(names = "--output", paramLabel = "FOLDER", description = "Where it goes; ${DEFAULT-VALUE} unless told.")
    private Path output = Path.of("target", "kvmguest", "network-report");

    /** What is held to the contract, and in which guest. */
    private record Contestant(NetworkConfigurator configurator, String image) {

        static List<Contestant> all() {
            return List.of(
                    new Contestant(NetworkConfigurator.busybox(), PEER),
                    new Contestant(NetworkConfigurator.iproute2(), "debian-12"),
                    new Contestant(NetworkConfigurator.ifupdown(), "debian-12-network"),
                    new Contestant(NetworkConfigurator.systemdNetworkd(), "debian-12-network"),
                    new Contestant(NetworkConfigurator.netplan(), "debian-12-network"),
                    new Contestant(NetworkConfigurator.networkManager(), "debian-12-network"));
        }

        String name() {
            return configurator.name();
        }

        Subject subject() {
            return new Subject(name(), image);
        }
    }

    @Override
    public Integer call() {
        List<Contestant> contestants = chosenContestants();
        List<NetworkCheck> checks = chosenChecks();
        if (times < 1) {
            throw new ParameterException(spec.commandLine(), "--times is at least 1, not " + times);
        }
        PrintWriter err = spec.commandLine().getErr();
        try (Progress progress = Progress.to(err, Progress.Style.ofStandardError())) {
            requireImages(contestants);
            NetworkReport report = run(contestants, checks, progress);
            progress.end();
            spec.commandLine().getOut().println(report.text() + "\n\nPage: " + output.resolve(NetworkReport.PAGE));
            return report.hasFailures() ? FAILED : 0;
        } catch (ImageNotFoundException | QemuStartException | WorkshopException e) {
            err.println(e.getMessage());
            return NOT_MADE;
        } catch (IOException e) {
            err.println("The report cannot be written to " + output + ": " + e);
            return NOT_MADE;
        }
    }

    private List<Contestant> chosenContestants() {
        List<String> known = Contestant.all().stream().map(Contestant::name).toList();
        requireKnown(names, known, "configurator");
        return Contestant.all().stream()
                .filter(each -> names.isEmpty() || names.contains(each.name()))
                .toList();
    }

    private List<NetworkCheck> chosenChecks() {
        requireKnown(ids, NetworkCheck.all().stream().map(NetworkCheck::id).toList(), "check");
        return NetworkCheck.all().stream()
                .filter(check -> ids.isEmpty() ? slow || !check.isSlow() : ids.contains(check.id()))
                .toList();
    }

    private void requireKnown(List<String> chosen, List<String> known, String what) {
        for (String each : chosen) {
            if (!known.contains(each)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no " + what + " '" + each + "'. There are " + String.join(", ", known));
            }
        }
    }

    private static void requireImages(List<Contestant> contestants) {
        List<String> needed = Stream.concat(
                        Stream.of(PEER), contestants.stream().map(Contestant::image))
                .distinct()
                .toList();
        List<String> missing = new ArrayList<>(needed);
        missing.removeAll(ImageStore.standard().names());
        if (!missing.isEmpty()) {
            throw new WorkshopException("Not built, and needed for this report: " + String.join(", ", missing)
                    + "\n  Build them:  ./kvmguest image build " + String.join(" ", missing));
        }
    }

    private NetworkReport run(List<Contestant> contestants, List<NetworkCheck> checks, Progress progress)
            throws IOException {
        AcceleratorProbe.Finding finding = AcceleratorProbe.probe();
        NetworkReport report = new NetworkReport(
                checks,
                finding.kvmWorks() ? "Guests ran under KVM." : "Guests ran under TCG, in emulation.",
                Instant.now());
        for (Contestant each : contestants) {
            for (NetworkCheck check : checks) {
                int attempts = check.unclaimed(each.configurator).isEmpty() ? times : 1;
                for (int i = 1; i <= attempts; i++) {
                    report.add(each.subject(), attempt(each, check, i, progress));
                    report.write(output);
                }
            }
        }
        return report;
    }

    private CheckResult attempt(Contestant each, NetworkCheck check, int time, Progress progress) throws IOException {
        String what = each.name() + ", check " + check.id() + (times > 1 ? ", " + time + " of " + times : "");
        Path evidence = output.resolve(Path.of("evidence", each.name(), "check-" + check.id(), String.valueOf(time)));
        Trees.delete(evidence);
        progress.step(what);
        CheckResult result = check.attempt(each.configurator, GuestSpec.of(each.image), evidence);
        switch (result.outcome()) {
            case PASSED -> {
                progress.end();
                Trees.delete(evidence);
            }
            case FAILED -> {
                progress.fail();
                progress.say(result.message());
            }
            case NOT_CLAIMED -> progress.skip("not claimed: " + result.message());
        }
        return result;
    }
}

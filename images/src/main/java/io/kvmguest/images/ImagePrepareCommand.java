package io.kvmguest.images;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.images.ImagePreparation.Check;
import io.kvmguest.images.ImagePreparation.Form;
import io.kvmguest.images.ImagePreparation.Order;
import io.kvmguest.images.ImagePreparation.Outcome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvmguest image prepare}. */
@Command(
        name = "prepare",
        description = {
            "Puts into an image what tests need and it lacks: the kernel's log and a root shell on ttyS0, no boot menu, "
                    + "network cards named ethX.",
            "The image is not written to: the result is an overlay on it, which needs it to stay where and as it is, or "
                    + "with --flatten a disk of its own. Each change is printed as a diff. The result is booted before it "
                    + "gets its name."
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:prepared, or prepared already", "1:not prepared, and nothing was made", "2:not understood"},
        mixinStandardHelpOptions = true)
final class ImagePrepareCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGE",
            description = "The name of a built or fetched image, or the path of a disk image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String image;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "The file to make; IMAGE-prepared.qcow2 by default.")
    private @Nullable Path output;

    @Option(names = "--flatten", description = "Make a disk of its own, not an overlay on the image.")
    private boolean flatten;

    @Option(names = "--no-dhcp", description = "Configure no interface by DHCP.")
    private boolean noDhcp;

    @Option(names = "--no-wait-online", description = "Mask the units that wait for a network.")
    private boolean noWaitOnline;

    @Option(names = "--no-cloud-init", description = "Keep cloud-init from running.")
    private boolean noCloudInit;

    @Option(names = "--no-check", description = "Do not boot the result.")
    private boolean noCheck;

    @Option(names = "--force", description = "Replace OUT if it exists.")
    private boolean force;

    @Option(names = "--json", description = "Say what was done as a JSON object.")
    private boolean json;

    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        long start = System.nanoTime();
        Outcome outcome;
        try (Progress progress = Progress.to(err, Progress.Style.ofStandardError())) {
            outcome = new ImagePreparation(CacheDirectory.standard(), progress)
                    .prepare(new Order(
                            image,
                            output == null ? defaultOutput(image) : output,
                            wishes(),
                            flatten ? Form.STANDALONE : Form.OVERLAY,
                            noCheck ? Check.NONE : Check.BOOT,
                            force));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Json.pretty(toMap(outcome, seconds)) : text(outcome, seconds));
    }

    private Set<PrepareWish> wishes() {
        Set<PrepareWish> wishes = EnumSet.noneOf(PrepareWish.class);
        if (noDhcp) {
            wishes.add(PrepareWish.NO_DHCP);
        }
        if (noWaitOnline) {
            wishes.add(PrepareWish.NO_WAIT_ONLINE);
        }
        if (noCloudInit) {
            wishes.add(PrepareWish.NO_CLOUD_INIT);
        }
        return wishes;
    }

    /** Beside the image, or in the directory that one stands in if it was named. */
    static Path defaultOutput(String image) {
        return Path.of(image.replaceFirst("\\.(qcow2|img|raw)$", "") + "-prepared.qcow2");
    }

    private String text(Outcome outcome, double seconds) {
        PrepareReport report = outcome.report();
        StringBuilder text = new StringBuilder();
        text.append("Found on ")
                .append(report.root())
                .append(": init ")
                .append(report.init())
                .append(", boot loader ")
                .append(report.loader())
                .append('\n');
        report.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
        if (report.changed()) {
            text.append(report.diff()).append('\n');
        }
        outcome.check().ifPresent(check -> text.append("Checked by booting it:\n")
                .append(check.text())
                .append('\n'));
        text.append(
                outcome.made()
                        ? String.format(Locale.ROOT, "Prepared after %.1f s: %s", seconds, outcome.out())
                        : "Nothing had to be changed: " + outcome.out() + " is prepared already.");
        if (outcome.made() && !report.changed()) {
            text.append("\nNothing had to be changed: ").append(image).append(" fulfils the contract as it is.");
        }
        return text.toString();
    }

    private Map<String, Object> toMap(Outcome outcome, double seconds) {
        PrepareReport report = outcome.report();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("image", image);
        map.put("output", outcome.out().toString());
        map.put("made", outcome.made());
        map.put("changed", report.changed());
        map.put("root", report.root());
        map.put("init", report.init());
        map.put("loader", report.loader());
        map.put("notes", report.notes());
        map.put("diff", report.diff());
        outcome.check().ifPresent(check -> map.put("check", check.toMaps()));
        map.put("seconds", Math.round(seconds * 10) / 10.0);
        return map;
    }
}

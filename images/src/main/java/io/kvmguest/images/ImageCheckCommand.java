package io.kvmguest.images;

import io.kvmguest.image.ImageNotFoundException;
import io.kvmguest.qemu.KvmUnavailableException;
import io.kvmguest.qemu.QemuStartException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvmguest image check}. */
@Command(
        name = "check",
        description = {
            "Boots an image, on an overlay, and says which part of the contract it fulfils, and what to do about the rest.",
        },
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the image fulfils the contract",
            "1:it does not, or one clause could not be told",
            "2:not understood",
            "3:it could not be checked: there is no such image, or no QEMU"
        },
        mixinStandardHelpOptions = true)
final class ImageCheckCommand implements Callable<Integer> {

    private static final int FULFILLED = 0;
    private static final int NOT_FULFILLED = 1;
    private static final int NOT_CHECKED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGE",
            description = "The name of a built or fetched image, or the path of a disk image.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String image;

    @Option(names = "--json", description = "As a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        ContractReport report;
        try (Progress progress = Progress.to(err, Progress.Style.ofStandardError())) {
            report = new CheckBoot(progress).run(image, image);
        } catch (ImageNotFoundException | QemuStartException | KvmUnavailableException | WorkshopException e) {
            err.println(e.getMessage());
            return NOT_CHECKED;
        }
        print(report);
        return report.fulfilled() ? FULFILLED : NOT_FULFILLED;
    }

    private void print(ContractReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("image", image);
            map.put("fulfilled", report.fulfilled());
            map.put("clauses", report.toMaps());
            out.println(Json.pretty(map));
        } else {
            out.println("Image " + image
                    + (report.fulfilled() ? " fulfils the contract:" : " does not fulfil the contract:"));
            out.println(report.text());
        }
    }
}

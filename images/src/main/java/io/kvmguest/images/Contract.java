package io.kvmguest.images;

import io.kvmguest.images.ContractReport.Line;
import io.kvmguest.images.ContractReport.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges by a boot which part of the contract an image fulfils. */
final class Contract {

    /** GRUB 2, systemd-boot, syslinux, GRUB 0.97. */
    private static final Pattern MENU_COUNTS =
            Pattern.compile("executed automatically in +(\\d+) ?s|Boot in (\\d+) ?s|Automatic boot in (\\d+)"
                    + "|enter the menu\\.\\.\\. *(\\d+)");

    private static final Pattern KERNEL_LINE = Pattern.compile("(?m)^\\[ *\\d+\\.\\d{6}\\] ");

    private final String image;
    private final ObservedBoot boot;

    private Contract(String image, ObservedBoot boot) {
        this.image = image;
        this.boot = boot;
    }

    /**
     * Judges.
     *
     * @param image as the user calls it, for what to do
     */
    static ContractReport judge(String image, ObservedBoot boot) {
        Contract contract = new Contract(image, boot);
        return new ContractReport(List.of(
                contract.kernelLog(),
                contract.speed(),
                contract.root(),
                contract.menu(),
                contract.nics(),
                contract.dhcp()));
    }

    private Line kernelLog() {
        if (boot.console().contains("Linux version ")) {
            return fulfilled(Clause.KERNEL_LOG, "from its first line on");
        }
        if (KERNEL_LINE.matcher(boot.console()).find()) {
            return broken(Clause.KERNEL_LOG, "only its later lines: 'quiet'?", prepare(""));
        }
        return broken(Clause.KERNEL_LOG, "not a line of it", prepare(""));
    }

    private Line speed() {
        String words = boot.facts().get("cmdline");
        if (words == null) {
            return unknown(Clause.SPEED);
        }
        List<String> consoles = new ArrayList<>();
        for (String word : words.split("\\s+", -1)) {
            if (word.startsWith("console=")) {
                consoles.add(word);
            }
        }
        String last = consoles.isEmpty() ? "no console=" : consoles.get(consoles.size() - 1);
        return last.startsWith("console=ttyS0,115200")
                ? fulfilled(Clause.SPEED, last)
                : broken(Clause.SPEED, last + " on the kernel's command line", prepare(""));
    }

    private Line root() {
        return boot.root()
                .map(after ->
                        fulfilled(Clause.ROOT, String.format(Locale.ROOT, "after %.1f s", after.toMillis() / 1000.0)))
                .orElseGet(() ->
                        broken(Clause.ROOT, boot.failure().lines().findFirst().orElse("no root shell"), prepare("")));
    }

    private Line menu() {
        Matcher matcher = MENU_COUNTS.matcher(boot.console());
        if (!matcher.find()) {
            return fulfilled(Clause.MENU, "none is seen");
        }
        String seconds = "";
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (matcher.group(i) != null) {
                seconds = matcher.group(i);
            }
        }
        return broken(Clause.MENU, "it waits " + seconds + " s", prepare(""));
    }

    private Line nics() {
        String names = boot.facts().get("nics");
        if (names == null) {
            return unknown(Clause.NICS);
        }
        List<String> nics = List.of(names.split("\\s+"));
        return nics.contains("eth0")
                ? fulfilled(Clause.NICS, names)
                : broken(Clause.NICS, names.isBlank() ? "there is no network card" : names, prepare(""));
    }

    private Line dhcp() {
        String waits = boot.facts().get("waits");
        if (waits == null) {
            return unknown(Clause.DHCP);
        }
        return waits.isBlank()
                ? fulfilled(Clause.DHCP, "no DHCP, no wait-online")
                : broken(Clause.DHCP, waits, prepare("--no-dhcp --no-wait-online "));
    }

    private String prepare(String options) {
        return "kvmguest image prepare " + options + image;
    }

    private static Line fulfilled(Clause clause, String found) {
        return new Line(clause, Verdict.FULFILLED, found, "");
    }

    private static Line broken(Clause clause, String found, String remedy) {
        return new Line(clause, Verdict.NOT_FULFILLED, found, remedy);
    }

    private static Line unknown(Clause clause) {
        return new Line(clause, Verdict.UNKNOWN, "needs a root shell", "");
    }
}

package io.kvmguest.qemu;

import io.kvmguest.image.CacheDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether KVM runs guest code at hardware speed on this host; the result is kept per host boot and QEMU
 * version.
 *
 * <p>That {@code /dev/kvm} is there says little: some nested hypervisors offer it and then run a guest's 64-bit code one
 * instruction at a time, or not at all. So a guest of 512 bytes is run, once: it goes to long mode, computes, changes page
 * tables, takes exceptions, and has to be through in time. The result is kept in the directory {@code probe} of the
 * cache directory.
 *
 * <p>The system property {@code kvmguest.accelerator}, or the environment variable {@code KVMGUEST_ACCELERATOR}, decides
 * for those who prefer KVM instead of the probe: {@code kvm} or {@code tcg}.
 */
public final class AcceleratorProbe {

    static final String PROPERTY = "kvmguest.accelerator";
    static final String VARIABLE = "KVMGUEST_ACCELERATOR";

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * The models to try. The second is for hosts whose KVM names a register, by which processors tell of their flaws, and
     * then does not let it be set: QEMU aborts there.
     */
    private static final List<String> CPUS = List.of(KvmVerdict.HOST_CPU, KvmVerdict.HOST_CPU + ",-arch-capabilities");

    private static final Once<KvmVerdict> VERDICT = Once.of(() -> new AcceleratorProbe(
                    KvmDevice.STANDARD, AcceleratorProbe::standardCache, cpu -> new LongModeTrial(Accelerator.KVM, cpu)
                            .run())
            .judge());

    private final KvmDevice device;
    private final Supplier<Optional<ProbeCache>> cache;
    private final Function<String, TrialOutcome> trial;

    /** What the probe found, and how, for messages: {@code "/dev/kvm opens, but …"}. */
    public record Finding(boolean kvmWorks, String reason) {}

    /**
     * @param cache where the verdict is kept, or empty if it cannot be
     * @param trial runs a guest of a CPU model
     */
    AcceleratorProbe(KvmDevice device, Supplier<Optional<ProbeCache>> cache, Function<String, TrialOutcome> trial) {
        this.device = device;
        this.cache = cache;
        this.trial = trial;
    }

    /**
     * Probes, or returns what was found before.
     *
     * @throws QemuStartException if there is no QEMU to probe with
     */
    public static Finding probe() {
        KvmVerdict verdict = VERDICT.get();
        return new Finding(verdict.works(), verdict.reason());
    }

    /**
     * Chooses an accelerator.
     *
     * @throws KvmUnavailableException if KVM is required and does not work; the message says why and what to do
     * @throws IllegalArgumentException if the system property or environment variable names no accelerator
     * @throws QemuStartException if there is no QEMU to probe with
     */
    public static Accelerator choose(AcceleratorPolicy policy) {
        return choose(policy, Decree.of(System.getProperty(PROPERTY), System.getenv(VARIABLE)), VERDICT);
    }

    static Accelerator choose(AcceleratorPolicy policy, Optional<Decree> decree, Supplier<KvmVerdict> verdict) {
        if (policy == AcceleratorPolicy.TCG) {
            return Accelerator.TCG;
        }
        if (decree.isPresent()) {
            return obey(decree.get(), policy);
        }
        KvmVerdict found = verdict.get();
        if (found.works()) {
            return Accelerator.KVM;
        }
        if (policy == AcceleratorPolicy.REQUIRE_KVM) {
            throw new KvmUnavailableException("KVM is required, and does not work here: " + found.reason() + ".\n  "
                    + found.mend() + "\n  Or let the guest run without it, 10 to 20 times slower: "
                    + AcceleratorPolicy.class.getSimpleName() + "." + AcceleratorPolicy.PREFER_KVM);
        }
        return Accelerator.TCG;
    }

    private static Accelerator obey(Decree decree, AcceleratorPolicy policy) {
        if (policy == AcceleratorPolicy.REQUIRE_KVM && decree.accelerator() == Accelerator.TCG) {
            throw new KvmUnavailableException(
                    "KVM is required, but " + decree.origin() + " says that guests run under TCG");
        }
        return decree.accelerator();
    }

    /** Returns the CPU model for guests under KVM: what the probe, if there was one, has found to work. */
    static String kvmCpu() {
        return VERDICT.known().map(KvmVerdict::cpu).orElse(KvmVerdict.HOST_CPU);
    }

    /** An accelerator that the user has decided for, and where. */
    record Decree(Accelerator accelerator, String origin) {

        static Optional<Decree> of(@Nullable String property, @Nullable String variable) {
            if (property != null && !property.isBlank()) {
                return Optional.of(parse(property, "the system property " + PROPERTY));
            }
            return variable != null && !variable.isBlank()
                    ? Optional.of(parse(variable, "the environment variable " + VARIABLE))
                    : Optional.empty();
        }

        private static Decree parse(String value, String origin) {
            return switch (value.strip().toLowerCase(Locale.ROOT)) {
                case "kvm" -> new Decree(Accelerator.KVM, origin);
                case "tcg" -> new Decree(Accelerator.TCG, origin);
                default -> throw new IllegalArgumentException(origin + " must be kvm or tcg, but was '" + value + "'");
            };
        }
    }

    /** Looks at the device each time, for groups change without a boot; what a trial has shown is kept. */
    KvmVerdict judge() {
        Optional<KvmVerdict> obstacle = device.obstacle();
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        Optional<ProbeCache> kept = cache.get();
        return kept.flatMap(ProbeCache::read).orElseGet(() -> tryOut(kept));
    }

    private KvmVerdict tryOut(Optional<ProbeCache> kept) {
        TrialOutcome outcome = new TrialOutcome.Refused("nothing was tried");
        for (String cpu : CPUS) {
            outcome = trial.apply(cpu);
            if (!(outcome instanceof TrialOutcome.Refused)) {
                KvmVerdict verdict = new KvmVerdict(
                        outcome instanceof TrialOutcome.Passed,
                        device.path() + " opens, " + outcome.describe(),
                        outcome instanceof TrialOutcome.Passed
                                ? ""
                                : kept.map(ProbeCache::mend).orElse("Stock kernels will not boot under it."),
                        cpu);
                kept.ifPresent(file -> file.write(verdict));
                return verdict;
            }
        }
        // Not kept: another hypervisor that holds the processor, for example, may be gone in a minute.
        return KvmVerdict.no(
                device.path() + " opens, " + outcome.describe(),
                "It may be in use by another hypervisor, which is why it is tried anew each time.");
    }

    private static Optional<ProbeCache> standardCache() {
        try {
            String bootId = Files.readString(BOOT_ID).strip();
            return Optional.of(ProbeCache.of(CacheDirectory.standard().path(), QemuBinary.find(), bootId));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

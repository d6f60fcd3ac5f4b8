package io.kvmguest.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmguest.qemu.AcceleratorProbe.Decree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceleratorProbeTest {

    private static final TrialOutcome PASSED = new TrialOutcome.Passed(Duration.ofMillis(50));
    private static final TrialOutcome SLOW = new TrialOutcome.Slow(2, Duration.ofSeconds(3));
    private static final TrialOutcome REFUSED = new TrialOutcome.Refused("error: failed to set MSR 0x10a to 0x69");

    @Nested
    class Judging {

        private final Path device;
        private final ProbeCache cache;
        private final List<String> tried = new ArrayList<>();

        Judging(@TempDir Path directory) {
            device = directory.resolve("kvm");
            cache = new ProbeCache(directory.resolve("cache/kvm.json"), "key");
        }

        @BeforeEach
        void there_is_a_device() throws IOException {
            Files.createFile(device);
        }

        @Test
        void a_guest_that_passed_is_a_yes_that_is_kept() {
            KvmVerdict verdict = judge(cpu -> PASSED);

            assertThat(verdict)
                    .isEqualTo(new KvmVerdict(
                            true,
                            device + " opens, and a guest ran 33 million steps in long mode in 0.05 s",
                            "",
                            "host"));
            assertThat(tried).containsExactly("host");
            assertThat(cache.read()).hasValue(verdict);
        }

        @Test
        void a_guest_that_crawls_is_a_no_that_is_kept() {
            KvmVerdict verdict = judge(cpu -> SLOW);

            assertThat(verdict.works()).isFalse();
            assertThat(verdict.reason())
                    .isEqualTo(
                            device + " opens, but a guest in long mode crawls: in 3.00 s it did 2 of 64 parts of what"
                                    + " takes hardware a tenth of a second");
            assertThat(cache.read()).hasValue(verdict);
        }

        @Test
        void a_second_model_is_tried_where_the_first_does_not_start() {
            KvmVerdict verdict = judge(cpu -> cpu.equals("host") ? REFUSED : PASSED);

            assertThat(verdict.works()).isTrue();
            assertThat(verdict.cpu()).isEqualTo("host,-arch-capabilities");
            assertThat(tried).containsExactly("host", "host,-arch-capabilities");
        }

        @Test
        void a_qemu_that_does_not_start_is_a_no_that_is_not_kept() {
            KvmVerdict verdict = judge(cpu -> REFUSED);

            assertThat(verdict)
                    .isEqualTo(KvmVerdict.no(
                            device + " opens, but QEMU cannot use it: error: failed to set MSR 0x10a to 0x69",
                            "It may be in use by another hypervisor, which is why it is tried anew each time."));
            assertThat(cache.read()).isEmpty();
        }

        @Test
        void what_was_kept_is_not_tried_again() {
            KvmVerdict kept = judge(cpu -> PASSED);
            tried.clear();

            assertThat(judge(cpu -> SLOW)).isEqualTo(kept);
            assertThat(tried).isEmpty();
        }

        @Test
        void without_the_device_nothing_is_tried_and_nothing_kept_counts() throws IOException {
            judge(cpu -> PASSED);
            tried.clear();
            Files.delete(device);

            KvmVerdict verdict = judge(cpu -> PASSED);

            assertThat(verdict.works()).isFalse();
            assertThat(verdict.reason()).isEqualTo("there is no " + device);
            assertThat(tried).isEmpty();
        }

        private KvmVerdict judge(Function<String, TrialOutcome> trial) {
            return new AcceleratorProbe(new KvmDevice(device), () -> Optional.of(cache), cpu -> {
                        tried.add(cpu);
                        return trial.apply(cpu);
                    })
                    .judge();
        }
    }

    @Nested
    class Choosing {

        @Test
        void prefers_kvm_where_it_works() {
            assertThat(choose(AcceleratorPolicy.PREFER_KVM, this::works)).isEqualTo(Accelerator.KVM);
            assertThat(choose(AcceleratorPolicy.PREFER_KVM, this::crawls)).isEqualTo(Accelerator.TCG);
        }

        @Test
        void does_not_probe_for_tcg() {
            assertThat(choose(AcceleratorPolicy.TCG, this::notAsked)).isEqualTo(Accelerator.TCG);
        }

        @Test
        void says_why_and_what_to_do_where_kvm_is_required_and_does_not_work() {
            assertThat(choose(AcceleratorPolicy.REQUIRE_KVM, this::works)).isEqualTo(Accelerator.KVM);
            assertThatExceptionOfType(KvmUnavailableException.class)
                    .isThrownBy(() -> choose(AcceleratorPolicy.REQUIRE_KVM, this::crawls))
                    .withMessage("""
                            KVM is required, and does not work here: it crawls.
                              Mend it.
                              Or let the guest run without it, 10 to 20 times slower: AcceleratorPolicy.PREFER_KVM""");
        }

        @Test
        void a_decree_counts_instead_of_the_probe() {
            assertThat(decreed("kvm", null, AcceleratorPolicy.PREFER_KVM)).isEqualTo(Accelerator.KVM);
            assertThat(decreed("kvm", null, AcceleratorPolicy.REQUIRE_KVM)).isEqualTo(Accelerator.KVM);
            assertThat(decreed("kvm", null, AcceleratorPolicy.TCG)).isEqualTo(Accelerator.TCG);
            assertThat(decreed(null, "TCG ", AcceleratorPolicy.PREFER_KVM)).isEqualTo(Accelerator.TCG);
            assertThat(decreed("tcg", "kvm", AcceleratorPolicy.PREFER_KVM)).isEqualTo(Accelerator.TCG);
            assertThat(Decree.of("", " ")).isEmpty();
        }

        @Test
        void a_decree_of_tcg_does_not_go_with_a_guest_that_requires_kvm() {
            assertThatExceptionOfType(KvmUnavailableException.class)
                    .isThrownBy(() -> decreed(null, "tcg", AcceleratorPolicy.REQUIRE_KVM))
                    .withMessage(
                            "KVM is required, but the environment variable KVMGUEST_ACCELERATOR says that guests run"
                                    + " under TCG");
        }

        @Test
        void a_decree_names_an_accelerator() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Decree.of("hvf", null))
                    .withMessage("the system property kvmguest.accelerator must be kvm or tcg, but was 'hvf'");
        }

        private KvmVerdict works() {
            return new KvmVerdict(true, "it runs", "", "host");
        }

        private KvmVerdict crawls() {
            return KvmVerdict.no("it crawls", "Mend it.");
        }

        private KvmVerdict notAsked() {
            throw new AssertionError("there was no need to probe");
        }

        private Accelerator choose(AcceleratorPolicy policy, Supplier<KvmVerdict> verdict) {
            return AcceleratorProbe.choose(policy, Optional.empty(), verdict);
        }

        private Accelerator decreed(@Nullable String property, @Nullable String variable, AcceleratorPolicy policy) {
            return AcceleratorProbe.choose(policy, Decree.of(property, variable), this::notAsked);
        }
    }
}

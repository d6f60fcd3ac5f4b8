package io.kvmguest.boot;

import static io.kvmguest.boot.BootPhase.BOOT_LOADER;
import static io.kvmguest.boot.BootPhase.INIT;
import static io.kvmguest.boot.BootPhase.INITRAMFS;
import static io.kvmguest.boot.BootPhase.KERNEL;
import static io.kvmguest.boot.BootPhase.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import io.kvmguest.console.Tripwire;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Consoles of real guests, from power-on. */
class RecordedBootsTest {

    private static final String RUN_INIT = "Run /init as init process";

    record Shown(BootPhase phase, String line) {}

    private static Shown kernel(String version) {
        return new Shown(KERNEL, "[    0.000000] Linux version " + version);
    }

    private static Shown initramfs(String time) {
        return new Shown(INITRAMFS, "[    " + time + "] " + RUN_INIT);
    }

    private static Shown init(String line) {
        return new Shown(INIT, line);
    }

    private static Shown automaticLogin() {
        return new Shown(LOGIN, "vm login: root (automatic login)");
    }

    private static Arguments boot(String name, int kernelMessages, Shown... phases) {
        return Arguments.of(name, kernelMessages, List.of(phases));
    }

    static Stream<Arguments> boots() {
        String autofs = "systemd[1]: Inserted module 'autofs4'";
        return Stream.of(
                boot(
                        "deb11-upstart",
                        334,
                        kernel("5.10.0-32-cloud-amd64"),
                        initramfs("3.084343"),
                        init("mount: /sys: sysfs already mounted on /sys."),
                        automaticLogin()),
                boot(
                        "deb12-openrc",
                        364,
                        kernel("6.1.0-56-cloud-amd64"),
                        initramfs("2.809994"),
                        init("INIT: version 3.06 booting"),
                        automaticLogin()),
                boot(
                        "deb12-plain-extracpio",
                        439,
                        kernel("6.1.0-50-cloud-amd64"),
                        initramfs("3.749823"),
                        init("[    9.435685] " + autofs),
                        automaticLogin()),
                boot(
                        "deb12-plain-tmpfiles",
                        450,
                        kernel("6.1.0-50-cloud-amd64"),
                        initramfs("3.785000"),
                        init("[   10.744552] " + autofs),
                        new Shown(LOGIN, "vm login: ")),
                boot(
                        "deb12-rootless",
                        438,
                        kernel("6.1.0-50-cloud-amd64"),
                        initramfs("2.644701"),
                        init("[    5.674825] " + autofs),
                        automaticLogin()),
                boot(
                        "deb12-runit",
                        363,
                        kernel("6.1.0-56-cloud-amd64"),
                        initramfs("3.065822"),
                        init("- runit: $Id: 25da3b86f7bed4038b8a039d2f8e8c9bbcf0822b $: booting."),
                        automaticLogin()),
                boot(
                        "deb12-systemd",
                        473,
                        kernel("6.1.0-56-cloud-amd64"),
                        initramfs("4.108278"),
                        init("[    9.848402] " + autofs),
                        automaticLogin()),
                boot(
                        "deb12-systemd-smp1",
                        439,
                        kernel("6.1.0-56-cloud-amd64"),
                        initramfs("2.779889"),
                        init("[    6.509126] " + autofs),
                        automaticLogin()),
                boot(
                        "deb12-sysvinit",
                        364,
                        kernel("6.1.0-56-cloud-amd64"),
                        initramfs("2.605829"),
                        init("INIT: version 3.06 booting"),
                        automaticLogin()),
                boot(
                        "deb13-systemd",
                        470,
                        kernel("6.12.117+deb13-cloud-amd64"),
                        initramfs("4.118039"),
                        init("[    9.941579] " + autofs),
                        automaticLogin()),
                boot(
                        "deb13-plain-smbios-console",
                        583,
                        kernel("6.12.107+deb13-cloud-amd64"),
                        initramfs("4.919217"),
                        init("[   12.003132] " + autofs),
                        automaticLogin()),
                boot("deb13-plain-smbios", 0, automaticLogin()),
                boot("mini", 333, kernel("6.1.0-56-cloud-amd64"), initramfs("1.505516")),
                boot("mini-microvm-pvh", 233, kernel("6.1.0-56-cloud-amd64"), initramfs("0.995403")),
                boot(
                        "openwrt-r43375",
                        229,
                        new Shown(BOOT_LOADER, "GNU GRUB  version 2.06-13+deb12u2"),
                        kernel("3.18.23"),
                        init("procd: Console is alive"),
                        new Shown(LOGIN, "Please press Enter to activate this console.")));
    }

    @ParameterizedTest
    @MethodSource("boots")
    void shows_its_phases(String name, int kernelMessages, List<Shown> expected) {
        List<PhaseEntry> phases = BootLog.of(Transcripts.recorded(name)).phases();

        assertThat(phases).extracting(PhaseEntry::phase).containsExactlyElementsOf(phasesOf(expected));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(phases.get(i).line()).startsWith(expected.get(i).line());
        }
    }

    private static List<BootPhase> phasesOf(List<Shown> shown) {
        return shown.stream().map(Shown::phase).toList();
    }

    @ParameterizedTest
    @MethodSource("boots")
    void gives_each_message_of_the_kernel(String name, int expected, List<Shown> phases) {
        assertThat(BootLog.of(Transcripts.recorded(name)).kernelMessages()).hasSize(expected);
    }

    @ParameterizedTest
    @MethodSource("boots")
    void is_one_boot(String name, int kernelMessages, List<Shown> phases) {
        assertThat(BootLog.of(Transcripts.recorded(name)).end()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("boots")
    void has_no_problems(String name, int kernelMessages, List<Shown> phases) {
        // The one that has some is looked at below.
        if (!name.equals("deb13-plain-smbios-console")) {
            assertThat(BootLog.of(Transcripts.recorded(name)).problems()).isEmpty();
        }
    }

    /** A kernel 6.12 under TCG warned when root logged in, and died at power-off. */
    @Test
    void tells_a_warning_and_a_panic_with_their_traces() {
        List<BootProblem> problems =
                BootLog.of(Transcripts.recorded("deb13-plain-smbios-console")).problems();

        assertThat(problems)
                .extracting(BootProblem::kind, BootProblem::text, BootProblem::subject)
                .containsExactly(
                        tuple(
                                ProblemKind.WARNING,
                                "WARNING: CPU: 0 PID: 333 at arch/x86/kernel/traps.c:1120 exc_debug_kernel+0xca/0x160",
                                "arch/x86/kernel/traps.c:1120"),
                        tuple(
                                ProblemKind.PROGRAM_CRASH,
                                "traps: login[357] general protection fault ip:7f1439e7a030 sp:7ffc064ff348 error:0 in"
                                        + " pam_deny.so[1030,7f1439e7a000+1000]",
                                "login[357]"),
                        tuple(ProblemKind.OOPS, "traps: PANIC: double fault, error_code: 0x0", ""),
                        tuple(ProblemKind.PANIC, "Kernel panic - not syncing: Fatal exception in interrupt", ""));
        assertThat(problems.get(0).details())
                .hasSize(61)
                .contains(
                        "Call Trace:",
                        " <TASK>",
                        "FS:  00007f1439fce780(0000) GS:ffff8b479e400000(0000) knlGS:0000000000000000")
                .endsWith(" </TASK>", "---[ end trace 0000000000000000 ]---");
        assertThat(problems.get(2).details())
                .hasSize(66)
                .startsWith("Oops: double fault: 0000 [#1] PREEMPT SMP NOPTI")
                .contains("---[ end trace 0000000000000000 ]---")
                .endsWith("CR2: 00007f5c64270108 CR3: 0000000004990000 CR4: 00000000000006f0");
        assertThat(problems.get(3).details()).hasSize(2);
    }

    @Test
    void tells_kernel_time_of_phases() {
        BootLog log = BootLog.of(Transcripts.recorded("deb12-systemd"));

        assertThat(log.phase(INITRAMFS).orElseThrow().kernelTime()).contains(Duration.ofNanos(4_108_278_000L));
        assertThat(log.phase(LOGIN).orElseThrow().kernelTime()).isEmpty();
    }

    @Test
    void finds_messages_behind_a_prompt() {
        List<KernelMessage> messages =
                BootLog.of(Transcripts.recorded("openwrt-r43375")).kernelMessages();

        assertThat(messages)
                .extracting(KernelMessage::toString)
                .contains("[   11.848353] e1000: Intel(R) PRO/1000 Network Driver - version 7.3.21-k8-NAPI");
    }

    static Stream<Arguments> endings() {
        Ending off = new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off");
        Ending panic = new Ending(Ending.Kind.PANIC, "the kernel panicked: Fatal exception in interrupt");
        return Stream.of(
                Arguments.of("deb11-upstart", List.of(off)),
                Arguments.of("deb12-openrc", List.of(off)),
                Arguments.of("deb12-systemd", List.of(off)),
                Arguments.of("deb12-sysvinit", List.of(off)),
                Arguments.of("deb13-plain-smbios-console", List.of(panic)),
                Arguments.of("deb13-plain-smbios", List.of()),
                Arguments.of("deb13-systemd", List.of(off)),
                Arguments.of("mini", List.of()),
                Arguments.of("openwrt-r43375", List.of(off)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void trips_over_its_end_only(String name, List<Ending> expected) {
        Transcript transcript = Transcripts.recorded(name);
        Tripwire tripwire = BootTripwires.all();

        try (Stream<ConsoleLine> lines = transcript.lines(Mark.POWER_ON)) {
            assertThat(lines.map(tripwire::check).filter(Objects::nonNull)).isEqualTo(expected);
        }
    }
}

package io.kvmguest.boot;

import static io.kvmguest.boot.Transcripts.boot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kvmguest.console.Mark;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemReaderTest {

    private static BootProblem only(List<BootProblem> problems) {
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    @Test
    void an_exception_announced_twice_is_one_problem() {
        BootProblem oops = only(boot(
                        "[    5.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000",
                        "[    5.000001] #PF: supervisor read access in kernel mode",
                        "[    5.000002] PGD 0 P4D 0 ",
                        "[    5.000003] Oops: 0000 [#1] PREEMPT SMP PTI",
                        "[    5.000004] CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0",
                        "[    5.000005] Call Trace:",
                        "[    5.000006]  <TASK>",
                        "[    5.000007]  write_sysrq_trigger+0x25/0x30",
                        "[    5.000008] ---[ end trace 0000000000000000 ]---",
                        "[    5.000009] RIP: 0010:sysrq_handle_crash+0x16/0x20",
                        "[    5.100000] random: crng init done")
                .problems());

        assertThat(oops.kind()).isEqualTo(ProblemKind.OOPS);
        assertThat(oops.text()).isEqualTo("BUG: kernel NULL pointer dereference, address: 0000000000000000");
        assertThat(oops.details())
                .containsExactly(
                        "#PF: supervisor read access in kernel mode",
                        "PGD 0 P4D 0 ",
                        "Oops: 0000 [#1] PREEMPT SMP PTI",
                        "CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0",
                        "Call Trace:",
                        " <TASK>",
                        " write_sysrq_trigger+0x25/0x30",
                        "---[ end trace 0000000000000000 ]---",
                        "RIP: 0010:sysrq_handle_crash+0x16/0x20");
    }

    @Test
    void two_exceptions_are_two_problems() {
        assertThat(boot(
                                "[    5.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000",
                                "[    5.000003] Oops: 0000 [#1] PREEMPT SMP PTI",
                                "[    5.000005] Call Trace:",
                                "[    5.000008] ---[ end trace 0000000000000000 ]---",
                                "[    6.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008",
                                "[    6.000003] Oops: 0000 [#2] PREEMPT SMP PTI")
                        .problems())
                .extracting(BootProblem::text)
                .containsExactly(
                        "BUG: kernel NULL pointer dereference, address: 0000000000000000",
                        "BUG: kernel NULL pointer dereference, address: 0000000000000008");
    }

    @Test
    void a_panic_behind_an_exception_is_a_problem_of_its_own() {
        assertThat(boot(
                                "[    5.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000",
                                "[    5.000005] Call Trace:",
                                "[    5.000008] ---[ end trace 0000000000000000 ]---",
                                "[    5.000009] Kernel panic - not syncing: Fatal exception",
                                "[    5.000010] Kernel Offset: disabled",
                                "[    5.000011] ---[ end Kernel panic - not syncing: Fatal exception ]---")
                        .problems())
                .extracting(BootProblem::kind)
                .containsExactly(ProblemKind.OOPS, ProblemKind.PANIC);
    }

    @Test
    void what_stands_below_cut_here_belongs_to_the_warning() {
        BootProblem warning = only(boot(
                        "[    5.000000] ------------[ cut here ]------------",
                        "[    5.000001] refcount_t: underflow; use-after-free.",
                        "[    5.000002] WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110",
                        "[    5.000003] Modules linked in:",
                        "[    5.000004] ---[ end trace 0000000000000000 ]---")
                .problems());

        assertThat(warning.text()).startsWith("WARNING: CPU: 0 PID: 1 at lib/refcount.c:28");
        assertThat(warning.details())
                .containsExactly(
                        "refcount_t: underflow; use-after-free.",
                        "Modules linked in:",
                        "---[ end trace 0000000000000000 ]---");
    }

    @Test
    void messages_of_others_between_the_lines_of_a_trace_are_left_out() {
        BootProblem warning = only(boot(
                        "[    5.000002] WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110",
                        "[    5.000003] Call Trace:",
                        "[    5.000003] e1000: eth0 NIC Link is Up",
                        "[    5.000004]  do_idle+0x1c0/0x230")
                .problems());

        assertThat(warning.details()).containsExactly("Call Trace:", " do_idle+0x1c0/0x230");
    }

    @Test
    void a_trace_long_after_a_problem_is_not_its_trace() {
        assertThat(boot(
                                "[    5.000000] I/O error, dev vda, sector 0 op 0x0:(READ) flags 0x0",
                                "[   50.000000] unregister_netdevice: waiting for eth0 to become free",
                                "[   50.000001] CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0",
                                "[   50.000002] Call Trace:",
                                "[   50.000003]  do_idle+0x1c0/0x230")
                        .problems())
                .extracting(BootProblem::kind, BootProblem::text, BootProblem::details)
                .containsExactly(
                        tuple(ProblemKind.IO_ERROR, "I/O error, dev vda, sector 0 op 0x0:(READ) flags 0x0", List.of()),
                        tuple(
                                ProblemKind.CALL_TRACE,
                                "unregister_netdevice: waiting for eth0 to become free",
                                List.of(
                                        "CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0",
                                        "Call Trace:",
                                        " do_idle+0x1c0/0x230")));
    }

    @Test
    void a_trace_that_somebody_asked_for_is_no_problem() {
        assertThat(boot(
                                "[   50.000000] BUG: scheduling while atomic: sh/1/0x2",
                                "[   50.000001] ---[ end trace 0000000000000000 ]---",
                                "[   51.000000] sysrq: Show backtrace of all active CPUs",
                                "[   51.000001] NMI backtrace for cpu 0",
                                "[   51.000002] Call Trace:",
                                "[   51.000003]  do_idle+0x1c0/0x230")
                        .problems())
                .extracting(BootProblem::kind, BootProblem::details)
                .containsExactly(tuple(ProblemKind.BUG, List.of("---[ end trace 0000000000000000 ]---")));
    }

    @Test
    void a_call_of_the_oom_killer_is_one_problem_with_its_tables() {
        BootProblem oom = only(boot(
                        "[   20.000000] tail invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE), order=0",
                        "[   20.000001] CPU: 0 PID: 88 Comm: tail Not tainted 6.1.0",
                        "[   20.000002] Call Trace:",
                        "[   20.000003] Mem-Info:",
                        "[   20.000004] active_anon:8 inactive_anon:45000 isolated_anon:0",
                        "[   20.000005] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
                        "[   20.000006] Out of memory: Killed process 88 (tail) total-vm:190000kB, anon-rss:180000kB",
                        "[   20.100000] random: crng init done")
                .problems());

        assertThat(oom.kind()).isEqualTo(ProblemKind.OUT_OF_MEMORY);
        assertThat(oom.subject()).isEqualTo("tail");
        assertThat(oom.details())
                .hasSize(6)
                .endsWith("Out of memory: Killed process 88 (tail) total-vm:190000kB, anon-rss:180000kB");
    }

    @Test
    void a_hung_task_has_its_trace() {
        BootProblem hung = only(boot(
                        "[  242.000000] INFO: task mount:88 blocked for more than 120 seconds.",
                        "[  242.000001]       Not tainted 6.1.0-56-cloud-amd64 #1 Debian 6.1.192-2",
                        "[  242.000002] \"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" disables this message.",
                        "[  242.000003] task:mount           state:D stack:0     pid:88    ppid:1      flags:0x00000002",
                        "[  242.000004] Call Trace:")
                .problems());

        assertThat(hung.kind()).isEqualTo(ProblemKind.HUNG_TASK);
        assertThat(hung.details()).hasSize(4);
    }

    @Test
    void a_unit_that_failed_is_told_once_by_its_name() {
        BootLog log = boot(
                "[    6.000000] systemd[1]: foo.service: Failed with result 'exit-code'.",
                "[    6.000001] systemd[1]: Failed to start foo.service - The Foo.",
                "[\u001b[0;1;31mFAILED\u001b[0m] Failed to start \u001b[0;1;39mfoo.service\u001b[0m - The Foo.",
                "See 'systemctl status foo.service' for details.",
                "[\u001b[0;1;38;5;185mDEPEND\u001b[0m] Dependency failed for \u001b[0;1;39mbar.service\u001b[0m - Bar.");

        assertThat(log.failedUnits()).containsExactly("foo.service", "bar.service");
        assertThat(log.problems())
                .extracting(BootProblem::text)
                .containsExactly(
                        "systemd[1]: foo.service: Failed with result 'exit-code'.",
                        "[DEPEND] Dependency failed for bar.service - Bar.");
    }

    @Test
    void a_name_that_systemd_shortened_is_the_same_unit() {
        assertThat(boot(
                                "[   12.874565] systemd[1]: Dependency failed for local-fs.target - Local File Systems.",
                                "[DEPEND] Dependency failed for loca…s.target - Local File Systems.",
                                "[DEPEND] Dependency failed for remo…s.target - Remote File Systems.")
                        .failedUnits())
                .containsExactly("local-fs.target", "remo…s.target");
    }

    @Test
    void a_description_becomes_the_name_that_systemd_hints_at() {
        assertThat(boot(
                                "[FAILED] Failed to start Load Kernel Modules.",
                                "See 'systemctl status systemd-modules-load.service' for details.")
                        .failedUnits())
                .containsExactly("systemd-modules-load.service");
    }

    @Test
    void a_description_of_a_unit_that_is_known_by_name_is_no_other_unit() {
        assertThat(boot(
                                "[    6.000000] systemd[1]: systemd-modules-load.service: Failed with result 'exit-code'.",
                                "[FAILED] Failed to start Load Kernel Modules.",
                                "See 'systemctl status systemd-modules-load.service' for details.")
                        .failedUnits())
                .containsExactly("systemd-modules-load.service");
    }

    @Test
    void a_guest_gives_up_once() {
        BootProblem emergency = only(boot(
                        "You are in emergency mode. After logging in, type \"journalctl -xb\" to view",
                        "system logs, \"systemctl reboot\" to reboot, \"exit\"",
                        "to boot into default mode.",
                        "Press Enter for maintenance",
                        "(or press Control-D to continue): ")
                .problems());

        assertThat(emergency.kind()).isEqualTo(ProblemKind.EMERGENCY);
        assertThat(emergency.text()).startsWith("You are in emergency mode.");
        assertThat(emergency.details()).containsExactly("Press Enter for maintenance");
    }

    @Test
    void a_firmware_that_finds_nothing_is_an_emergency() {
        assertThat(boot("SeaBIOS (version 1.16.2)", "No bootable device.").problems())
                .extracting(BootProblem::kind)
                .containsExactly(ProblemKind.EMERGENCY);
    }

    @Test
    void problems_of_the_kernel_are_told_from_those_of_programs() {
        BootLog log = boot(
                "[    5.000000] EXT4-fs error (device vda1): ext4_lookup:1855: inode #2: comm ls",
                "[    5.100000] login[77]: segfault at 0 ip 00007f sp 00007f error 4",
                "[FAILED] Failed to start foo.service - The Foo.",
                "/dev/vda1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.");

        assertThat(log.problems())
                .extracting(BootProblem::kind)
                .containsExactly(
                        ProblemKind.FILE_SYSTEM,
                        ProblemKind.PROGRAM_CRASH,
                        ProblemKind.FAILED_UNIT,
                        ProblemKind.FILE_SYSTEM_CHECK);
        assertThat(log.kernelProblems()).extracting(BootProblem::kind).containsExactly(ProblemKind.FILE_SYSTEM);
    }

    @Test
    void positions_lead_to_the_line() {
        BootLog log = boot("[    4.000000] a", "[    5.000000] BUG: scheduling while atomic: sh/1/0x2");

        assertThat(only(log.problems()).position()).isEqualTo(new Mark("[    4.000000] a\r\n".length()));
    }

    @Test
    void a_flood_of_one_kind_drowns_no_other() {
        String[] lines = IntStream.rangeClosed(1, 150)
                .mapToObj(i -> i == 150
                        ? "[    9.000000] Kernel panic - not syncing: Fatal exception"
                        : "[    5.%06d] I/O error, dev vda, sector %d op 0x0:(READ)".formatted(i, i))
                .toArray(String[]::new);
        BootLog log = boot(lines);

        assertThat(log.problems()).hasSize(101);
        assertThat(log.problems().get(100).kind()).isEqualTo(ProblemKind.PANIC);
        assertThat(log.droppedProblems()).isEqualTo(49);
    }

    @Test
    void details_are_bounded() {
        String[] lines = IntStream.rangeClosed(0, 300)
                .mapToObj(i -> i == 0
                        ? "[    5.000000] BUG: scheduling while atomic: sh/1/0x2"
                        : "[    5.%06d]  f%d+0x1/0x2".formatted(i, i))
                .toArray(String[]::new);

        assertThat(only(boot(lines).problems()).details()).hasSize(BootProblem.MAX_DETAILS);
    }

    @Test
    void prints_itself_on_one_line() {
        assertThat(only(boot("[    5.000000] BUG: scheduling while atomic: sh/1/0x2")
                        .problems()))
                .hasToString("BUG at 0.0 s: BUG: scheduling while atomic: sh/1/0x2");
    }
}

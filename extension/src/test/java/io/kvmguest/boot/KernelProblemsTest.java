package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelProblemsTest {

    private static Arguments head(ProblemKind kind, String subject, String message) {
        return Arguments.of(message, kind, subject);
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                head(
                        ProblemKind.PANIC,
                        "",
                        "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"),
                head(ProblemKind.SOFT_LOCKUP, "CPU#0", "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [cat:87]"),
                head(ProblemKind.SOFT_LOCKUP, "CPU#1", "BUG: soft lockup - CPU#1 stuck for 23s! [swapper/1:0]"),
                head(ProblemKind.HARD_LOCKUP, "", "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3"),
                head(ProblemKind.HARD_LOCKUP, "", "NMI watchdog: Watchdog detected hard LOCKUP on cpu 0"),
                head(ProblemKind.RCU_STALL, "", "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:"),
                head(ProblemKind.RCU_STALL, "", "rcu: INFO: rcu_sched self-detected stall on CPU"),
                head(
                        ProblemKind.RCU_STALL,
                        "",
                        "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... }"),
                head(ProblemKind.RCU_STALL, "", "INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0)"),
                head(
                        ProblemKind.HUNG_TASK,
                        "kworker/0:1:12",
                        "INFO: task kworker/0:1:12 blocked for more than 120 seconds."),
                head(ProblemKind.OOPS, "", "BUG: unable to handle page fault for address: ffffffffc0a00000"),
                head(ProblemKind.OOPS, "", "BUG: kernel NULL pointer dereference, address: 0000000000000000"),
                head(
                        ProblemKind.OOPS,
                        "",
                        "Unable to handle kernel paging request at virtual address dead000000000108"),
                head(
                        ProblemKind.OOPS,
                        "",
                        "general protection fault, probably for non-canonical address: 0000 [#1] SMP"),
                head(ProblemKind.OOPS, "", "Oops: general protection fault, probably for non-canonical address [#1]"),
                head(ProblemKind.OOPS, "", "Internal error: Oops: 0000000096000004 [#1] SMP"),
                head(ProblemKind.OOPS, "", "invalid opcode: 0000 [#1] PREEMPT SMP"),
                head(ProblemKind.OOPS, "", "traps: PANIC: double fault, error_code: 0x0"),
                head(ProblemKind.BUG, "fs/ext4/inode.c:2723", "kernel BUG at fs/ext4/inode.c:2723!"),
                head(ProblemKind.BUG, "", "BUG: scheduling while atomic: swapper/0/1/0x00000002"),
                head(ProblemKind.BUG, "", "BUG: KASAN: slab-out-of-bounds in kmalloc_oob_right+0x159/0x260"),
                head(
                        ProblemKind.WARNING,
                        "net/core/dev.c:2843",
                        "WARNING: CPU: 1 PID: 12 at net/core/dev.c:2843 skb_warn_bad_offload+0xc2/0xf0"),
                head(
                        ProblemKind.WARNING,
                        "kernel/fork.c:123",
                        "WARNING: kernel/fork.c:123 at copy_process+0x12/0x34, CPU#1: sh/77"),
                head(ProblemKind.WARNING, "", "WARNING: possible circular locking dependency detected"),
                head(ProblemKind.WARNING, "", "WARNING: suspicious RCU usage"),
                head(ProblemKind.WARNING, "", "UBSAN: array-index-out-of-bounds in drivers/x.c:12:3"),
                head(ProblemKind.WARNING, "", "unchecked MSR access error: WRMSR to 0x122 (tried to write 0x0)"),
                head(
                        ProblemKind.IO_ERROR,
                        "vda",
                        "I/O error, dev vda, sector 2048 op 0x0:(READ) flags 0x80700 phys_seg 4 prio class 2"),
                head(ProblemKind.IO_ERROR, "sda", "blk_update_request: I/O error, dev sda, sector 2048"),
                head(ProblemKind.IO_ERROR, "sda", "end_request: I/O error, dev sda, sector 0"),
                head(ProblemKind.IO_ERROR, "sdb", "critical medium error, dev sdb, sector 9 op 0x0:(READ)"),
                head(ProblemKind.IO_ERROR, "vda1", "Buffer I/O error on dev vda1, logical block 0, async page read"),
                head(ProblemKind.IO_ERROR, "ata1.00", "ata1.00: failed command: READ DMA EXT"),
                head(ProblemKind.IO_ERROR, "nvme0", "nvme nvme0: I/O 0 QID 3 timeout, aborting"),
                head(
                        ProblemKind.FILE_SYSTEM,
                        "vda1",
                        "EXT4-fs error (device vda1): ext4_lookup:1855: inode #2: comm ls"),
                head(ProblemKind.FILE_SYSTEM, "vda1", "EXT4-fs (vda1): Remounting filesystem read-only"),
                head(ProblemKind.FILE_SYSTEM, "vda1", "EXT4-fs (vda1): error count since last fsck: 3"),
                head(
                        ProblemKind.FILE_SYSTEM,
                        "vda1",
                        "EXT4-fs (vda1): warning: mounting fs with errors, running e2fsck is recommended"),
                head(ProblemKind.FILE_SYSTEM, "vda1", "Aborting journal on device vda1-8."),
                head(
                        ProblemKind.FILE_SYSTEM,
                        "",
                        "JBD2: Error -5 detected when updating journal superblock for vda1-8."),
                head(
                        ProblemKind.FILE_SYSTEM,
                        "vda2",
                        "XFS (vda2): Metadata corruption detected at xfs_agf_read_verify"),
                head(ProblemKind.FILE_SYSTEM, "vda2", "XFS (vda2): Corruption warning: Metadata has LSN (1:8)"),
                head(
                        ProblemKind.FILE_SYSTEM,
                        "vda2",
                        "XFS (vda2): Filesystem has been shut down due to log error (0x2)."),
                head(
                        ProblemKind.FILE_SYSTEM,
                        "vda3",
                        "BTRFS error (device vda3): bad tree block start, want 30 have 0"),
                head(ProblemKind.FILE_SYSTEM, "vda3", "BTRFS critical (device vda3 state E): corrupt leaf"),
                head(ProblemKind.FILE_SYSTEM, "", "SQUASHFS error: xz decompression failed, data probably corrupt"),
                head(
                        ProblemKind.OUT_OF_MEMORY,
                        "stress",
                        "stress invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0"),
                head(ProblemKind.OUT_OF_MEMORY, "", "Out of memory: Killed process 312 (stress) total-vm:265000kB"),
                head(ProblemKind.OUT_OF_MEMORY, "", "Memory cgroup out of memory: Killed process 312 (stress)"),
                head(ProblemKind.OUT_OF_MEMORY, "modprobe", "modprobe: page allocation failure: order:5, mode:0xcc0"),
                head(
                        ProblemKind.PROGRAM_CRASH,
                        "systemd[1]",
                        "systemd[1]: segfault at 0 ip 00007f sp 00007f error 4 in libc.so.6[7f+1]"),
                head(ProblemKind.PROGRAM_CRASH, "a.out[77]", "traps: a.out[77] trap divide error ip:55 sp:7f error:0"));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void knows_the_first_line_of_a_report(String message, ProblemKind kind, String subject) {
        assertThat(KernelProblems.head(message)).isEqualTo(new KernelProblems.Head(kind, subject));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ACPI BIOS Error (bug): Could not resolve symbol [\\_SB.PCI0], AE_NOT_FOUND (20210730/psargs-330)",
                "ACPI Error: Aborting method \\_SB.PCI0 due to previous error (AE_NOT_FOUND)",
                "PCI: Using host bridge windows from ACPI; if necessary, use \"pci=nocrs\" and report a bug",
                "acpi PNP0A03:00: fail to add MMCONFIG information, can't access extended PCI configuration space",
                "virtio_ring: module verification failed: signature and/or required key missing - tainting kernel",
                "calibrate_delay_direct() failed to get a good estimate for loops_per_jiffy.",
                "tsc: Fast TSC calibration failed",
                "Failed to access perfctr msr (MSR c0010004 is 0)",
                "RAS: Correctable Errors collector initialized.",
                "WARNING: test key in use",
                "Warning: unable to open an initial console.",
                "blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0",
                "I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
                "Buffer I/O error on dev fd0, logical block 0, async page read",
                "EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.",
                "EXT4-fs (vda1): couldn't mount as ext3 due to feature incompatibilities",
                "EXT4-fs (vda1): re-mounted. Opts: errors=remount-ro",
                "EXT4-fs (vda1): INFO: recovery required on readonly filesystem",
                "EXT4-fs (vda1): recovery complete",
                "XFS (vda2): Mounting V5 Filesystem",
                "XFS (vda2): Ending clean mount",
                "XFS (vda2): Unmounting Filesystem",
                "BTRFS: device fsid 12 devid 1 transid 8 /dev/vda3 scanned by systemd-udevd (77)",
                "BTRFS info (device vda3): using free space tree",
                "systemd[1]: Failed to start foo.service - Foo.",
                "rcu: Hierarchical SRCU implementation.",
                "random: crng init done",
                "kvm: Nested Virtualization enabled",
                "---[ end Kernel panic - not syncing: Fatal exception ]---",
                "echo Kernel panic - not syncing",
            })
    void leaves_harmless_messages(String message) {
        assertThat(KernelProblems.head(message)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Call Trace:",
                " <TASK>",
                " </TASK>",
                " dump_stack_lvl+0x49/0x63",
                "  ? handle_mm_fault+0x1bb/0x2c0",
                " [<ffffffff8100c1a3>] ? do_one_initcall+0x83/0x1b0",
                "RIP: 0010:exc_debug_kernel+0xca/0x160",
                "RAX: 0000000000000000 RBX: 0000000000000000 RCX: 0000000000000000",
                "R10: 0000000000000048 R11: 000000008f000006 R12: 0000000000000048",
                "FS:  00007f1439fce780(0000) GS:ffff8b479e400000(0000) knlGS:0000000000000000",
                "CR2: 00005634b3a06b68 CR3: 000000001bf28000 CR4: 00000000000006f0",
                "Code: 89 e1 41 b9 05 00 00 00",
                "CPU: 0 PID: 333 Comm: login Not tainted 6.12.107",
                "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996)",
                "Modules linked in: kvm_amd(+) kvm",
                "#PF: supervisor read access in kernel mode",
                "PGD 0 P4D 0 ",
                "x29: ffff80000a5bbd30 x28: 0000000000000000",
                "pc : do_sys_open+0x1c/0x30",
                "      Not tainted 6.1.0-56-cloud-amd64 #1",
                "\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\" disables this message.",
                "Kernel Offset: disabled",
                "---[ end trace 0000000000000000 ]---",
            })
    void knows_what_goes_on(String message) {
        assertThat(KernelProblems.continues(message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " vda: vda1",
                "random: crng init done",
                "EXT4-fs (vda1): recovery complete",
                "e1000: eth0 NIC Link is Up",
                "systemd[1]: Started foo.",
            })
    void knows_what_is_something_else(String message) {
        assertThat(KernelProblems.continues(message)).isFalse();
    }
}

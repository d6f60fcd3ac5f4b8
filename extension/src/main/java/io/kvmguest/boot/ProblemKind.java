package io.kvmguest.boot;

/** The kinds of problems that a boot shows. */
public enum ProblemKind {
    /** The kernel gave up. */
    PANIC(true),
    /** The kernel met an exception of its own: a bad address, a protection fault, an invalid opcode. */
    OOPS(true),
    /** The kernel found itself in a state that must not be, such as {@code kernel BUG at} or a report of KASAN. */
    BUG(true),
    /** The kernel warned of itself with a call trace, or of its locking. */
    WARNING(true),
    /** A call trace that belongs to none of the other kinds. */
    CALL_TRACE(true),
    /** A CPU was stuck in the kernel, still taking interrupts. */
    SOFT_LOCKUP(true),
    /** A CPU was stuck in the kernel and took no interrupts. */
    HARD_LOCKUP(true),
    /** A task was blocked for too long. */
    HUNG_TASK(true),
    /** A read-copy-update grace period did not end. */
    RCU_STALL(true),
    /** A device could not be read or written. Empty floppy drives do not count. */
    IO_ERROR(true),
    /** The kernel found a file system damaged, or could not go on with it. */
    FILE_SYSTEM(true),
    /** Memory ran out: the OOM killer was called, or an allocation failed. */
    OUT_OF_MEMORY(true),
    /** A program died of a signal that it brought on itself, such as a segmentation fault. */
    PROGRAM_CRASH(false),
    /** The check of a file system failed. */
    FILE_SYSTEM_CHECK(false),
    /** A unit or service did not start, or gave up. */
    FAILED_UNIT(false),
    /** The boot ended in an emergency or rescue shell, or the init system froze. */
    EMERGENCY(false);

    private final boolean kernel;

    ProblemKind(boolean kernel) {
        this.kernel = kernel;
    }

    /** Returns whether it is the kernel that has the problem, and not a program. */
    public boolean isKernel() {
        return kernel;
    }
}

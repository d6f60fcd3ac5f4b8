package io.kvmguest.report;

import io.kvmguest.boot.BootPhase;
import java.util.Locale;

/**
 * The keys of the report entries that every guest leaves, for listeners that make something of them.
 *
 * <p>When a guest's time is over, one entry is published for it, with {@link #GUEST}, {@link #IMAGE},
 * {@link #ACCELERATOR}, {@link #BOOT}, {@link #ORIGIN}, {@link #LOGIN}, one {@link #phase phase} for each boot phase that was seen to its end,
 * {@link #COMMANDS} and, where evidence was kept, {@link #EVIDENCE}. When a test fails, an entry with {@link #GUEST} and
 * {@link #CONSOLE} is published for each guest that printed something meanwhile; when a guest does not boot, one with
 * {@link #GUEST} and {@link #EVIDENCE}.
 */
public final class ReportKeys {

    /** The guest's name. */
    public static final String GUEST = "kvmguest.guest";

    /** The image it was booted from, as the test names it. */
    public static final String IMAGE = "kvmguest.image";

    /** {@code KVM} or {@code TCG}. */
    public static final String ACCELERATOR = "kvmguest.accelerator";

    /**
     * Where its boot comes from: {@code cold boot}, with the reason where it could have been a clone, or
     * {@code recorded 2026-11-26T20:26:56Z by process 4711 on ci-3}.
     */
    public static final String ORIGIN = "kvmguest.origin";

    /** How its root shell was come by, such as {@code root shell by autologin, 1.9 s}. */
    public static final String LOGIN = "kvmguest.login";

    /** What had to be done before a test for its root shell to be proven: what an earlier test has left was in the way. */
    public static final String RECOVERED = "kvmguest.recovered";

    /** How many commands its root shell has run for the tests. */
    public static final String COMMANDS = "kvmguest.commands";

    /** The folder that holds its console log, QEMU's command line and standard error. */
    public static final String EVIDENCE = "kvmguest.evidence";

    /** The last lines that it printed while a test ran that failed. */
    public static final String CONSOLE = "kvmguest.console";

    /** How long it took from power-on to its proven root shell, in seconds with three decimals. */
    public static final String BOOT = "kvmguest.boot";

    private static final String PHASE = "kvmguest.phase.";

    /**
     * Returns the key for how long a boot phase took, such as {@code kvmguest.phase.boot_loader}; the value is in
     * seconds with three decimals.
     */
    public static String phase(BootPhase phase) {
        return PHASE + phase.name().toLowerCase(Locale.ROOT);
    }

    private ReportKeys() {}
}

package io.kvmguest.assertions;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.Ending;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.RootShell;
import java.time.Duration;
import org.assertj.core.api.SoftAssertionsProvider;
import org.jspecify.annotations.Nullable;

/** Assertions on a guest as a whole, and the way to those on its boot, its console and its shell. */
public class GuestAssert extends AbstractGuestAssert<GuestAssert, Guest> {

    private Patience patience = Patience.NONE;

    GuestAssert(@Nullable Guest actual) {
        super(actual, GuestAssert.class);
    }

    /**
     * Lets {@link #isNotAlive()} come true within a time, which begins now.
     *
     * <pre><code class='java'> guest.console().sendLine("poweroff");
     *
     * // passes, after some seconds
     * assertThat(guest).within(ofMinutes(1)).isNotAlive();
     *
     * // fails, after a second
     * assertThat(anotherGuest).within(ofSeconds(1)).isNotAlive();</code></pre>
     *
     * @param duration more than zero; kept as given, also under emulation
     */
    public GuestAssert within(Duration duration) {
        patience = Patience.of(duration);
        return myself;
    }

    /**
     * Verifies that the guest still runs.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest).isAlive();
     *
     * // fails
     * guest.close();
     * assertThat(guest).isAlive();</code></pre>
     */
    public GuestAssert isAlive() {
        isNotNull();
        if (!actual.isAlive()) {
            throw assertionError(GuestErrors.shouldBeAlive(
                    GuestErrors.nameOf(actual),
                    actual.console().ending().map(Ending::description).orElse("(nobody knows how)"),
                    GuestErrors.lastLines(actual.console())));
        }
        return myself;
    }

    /**
     * Verifies that the guest has ended: its QEMU does not run any more.
     *
     * <pre><code class='java'> // passes
     * guest.close();
     * assertThat(guest).isNotAlive();
     *
     * // fails
     * assertThat(anotherGuest).isNotAlive();</code></pre>
     */
    public GuestAssert isNotAlive() {
        isNotNull();
        if (patience.look(actual::isAlive, alive -> !alive)) {
            throw assertionError(GuestErrors.shouldNotBeAlive(
                    GuestErrors.nameOf(actual), patience, GuestErrors.lastLines(actual.console())));
        }
        return myself;
    }

    /**
     * Leads to assertions on its boot.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest).bootLog().hasNoKernelProblems();
     *
     * // fails
     * assertThat(guest).bootLog().printed("Windows");</code></pre>
     */
    public BootLogAssert bootLog() {
        boolean present = present();
        BootLog bootLog = present ? actual.bootLog() : null;
        SoftAssertionsProvider collector = collectorFor(present);
        return named(
                collector == null
                        ? new BootLogAssert(bootLog)
                        : collector.proxy(BootLogAssert.class, BootLog.class, bootLog),
                collector);
    }

    /**
     * Leads to assertions on what its console prints from power-on.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest).console().hasPrinted("Linux version");
     *
     * // fails
     * assertThat(guest).console().hasPrinted("Windows");</code></pre>
     */
    public SerialConsoleAssert console() {
        boolean present = present();
        SerialConsole console = present ? actual.console().fromPowerOn() : null;
        SoftAssertionsProvider collector = collectorFor(present);
        return named(
                collector == null
                        ? new SerialConsoleAssert(console)
                        : collector.proxy(SerialConsoleAssert.class, SerialConsole.class, console),
                collector);
    }

    /**
     * Leads to assertions on what is behind its root shell.
     *
     * <pre><code class='java'> // passes
     * assertThat(guest).shell().hasInterface("lo");
     *
     * // fails
     * assertThat(guest).shell().hasInterface("eth9");</code></pre>
     */
    public RootShellAssert shell() {
        boolean present = present();
        RootShell shell = present ? actual.shell() : null;
        SoftAssertionsProvider collector = collectorFor(present);
        return named(
                collector == null
                        ? new RootShellAssert(shell)
                        : collector.proxy(RootShellAssert.class, RootShell.class, shell),
                collector);
    }

    /** Says of which guest it is, as there may be several in a test. */
    private <A extends AbstractGuestAssert<A, ?>> A named(A other, @Nullable SoftAssertionsProvider collector) {
        A described = other.collectInto(collector);
        described.info.overridingErrorMessage(info.overridingErrorMessage());
        return described.as("%s", info.hasDescription() ? info.descriptionText() : nameForDescription());
    }

    private String nameForDescription() {
        return actual == null ? "" : GuestErrors.nameOf(actual);
    }
}

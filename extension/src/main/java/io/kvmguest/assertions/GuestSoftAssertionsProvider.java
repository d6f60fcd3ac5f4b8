package io.kvmguest.assertions;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.network.Capture;
import io.kvmguest.network.NetworkState;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import org.assertj.core.api.SoftAssertionsProvider;
import org.jspecify.annotations.Nullable;

/**
 * The soft forms of {@link GuestAssertions}, to be mixed into soft assertions of one's own.
 *
 * <pre><code class='java'> class MySoftAssertions extends AbstractSoftAssertions
 *         implements GuestSoftAssertionsProvider, MyDomainSoftAssertionsProvider {}</code></pre>
 *
 * <p>Ready-made with all of AssertJ's own is {@link GuestSoftAssertions}.
 */
public interface GuestSoftAssertionsProvider extends SoftAssertionsProvider {

    /** Begins soft assertions on a guest as a whole. */
    default GuestAssert assertThat(@Nullable Guest actual) {
        return proxy(GuestAssert.class, Guest.class, actual).collectInto(this);
    }

    /** Begins soft assertions on a boot. */
    default BootLogAssert assertThat(@Nullable BootLog actual) {
        return proxy(BootLogAssert.class, BootLog.class, actual).collectInto(this);
    }

    /** Begins soft assertions on what a console prints. */
    default SerialConsoleAssert assertThat(@Nullable SerialConsole actual) {
        return proxy(SerialConsoleAssert.class, SerialConsole.class, actual).collectInto(this);
    }

    /** Begins soft assertions on the frames of a network segment. */
    default CaptureAssert assertThat(@Nullable Capture actual) {
        return proxy(CaptureAssert.class, Capture.class, actual).collectInto(this);
    }

    /** Begins soft assertions on what a command left behind. */
    default CommandResultAssert assertThat(@Nullable CommandResult actual) {
        return proxy(CommandResultAssert.class, CommandResult.class, actual).collectInto(this);
    }

    /** Begins soft assertions on the guest behind a root shell. */
    @SuppressWarnings("overloads") // as in GuestAssertions
    default RootShellAssert assertThat(@Nullable RootShell actual) {
        return proxy(RootShellAssert.class, RootShell.class, actual).collectInto(this);
    }

    /** Begins soft assertions on the state of a guest's network. */
    default NetworkStateAssert assertThat(@Nullable NetworkState actual) {
        return proxy(NetworkStateAssert.class, NetworkState.class, actual).collectInto(this);
    }
}

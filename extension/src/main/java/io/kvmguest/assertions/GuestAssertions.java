package io.kvmguest.assertions;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.network.Capture;
import io.kvmguest.network.NetworkState;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Where every assertion on a guest begins. It extends AssertJ's {@link Assertions}, so that one static import serves for
 * both:
 *
 * <pre><code class='java'> import static io.kvmguest.assertions.GuestAssertions.assertThat;
 *
 * assertThat(guest.bootLog()).reached(BootPhase.ROOT_SHELL).hasNoKernelProblems();
 * assertThat(root.run("ip link set eth0 up")).succeeded();
 * assertThat(root).hasInterface("eth0").isUp();
 * assertThat(guest.name()).startsWith("debian");</code></pre>
 *
 * <p>A static import of {@code org.assertj.core.api.Assertions.assertThat} may stand beside it: the compiler finds both,
 * and what is asserted on decides.
 *
 * <p>For soft assertions see {@link GuestSoftAssertions}.
 */
public class GuestAssertions extends Assertions {

    /** For projects that gather all their assertions in a class of their own. */
    protected GuestAssertions() {}

    /** Begins assertions on a guest as a whole. */
    public static GuestAssert assertThat(@Nullable Guest actual) {
        return new GuestAssert(actual);
    }

    /** Begins assertions on a boot. */
    public static BootLogAssert assertThat(@Nullable BootLog actual) {
        return new BootLogAssert(actual);
    }

    /** Begins assertions on what a console prints. */
    public static SerialConsoleAssert assertThat(@Nullable SerialConsole actual) {
        return new SerialConsoleAssert(actual);
    }

    /** Begins assertions on the frames of a network segment. */
    public static CaptureAssert assertThat(@Nullable Capture actual) {
        return new CaptureAssert(actual);
    }

    /** Begins assertions on what a command left behind. */
    public static CommandResultAssert assertThat(@Nullable CommandResult actual) {
        return new CommandResultAssert(actual);
    }

    /** Begins assertions on the guest behind a root shell. */
    // javac fears for lambdas, because a shell has one abstract method; nobody asserts on a shell written as a lambda.
    @SuppressWarnings("overloads")
    public static RootShellAssert assertThat(@Nullable RootShell actual) {
        return new RootShellAssert(actual);
    }

    /** Begins assertions on the state of a guest's network. */
    public static NetworkStateAssert assertThat(@Nullable NetworkState actual) {
        return new NetworkStateAssert(actual);
    }
}

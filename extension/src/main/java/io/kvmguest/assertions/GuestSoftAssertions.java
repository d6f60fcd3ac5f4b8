package io.kvmguest.assertions;

import java.util.function.Consumer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;
import org.assertj.core.api.StandardSoftAssertionsProvider;

/**
 * Soft assertions on guests and on all that AssertJ knows: every failure is collected, and all are reported together.
 *
 * <pre><code class='java'> GuestSoftAssertions.assertSoftly(softly -&gt; {
 *     softly.assertThat(guest.bootLog()).hasNoProblems();
 *     softly.assertThat(root).hasInterface("eth0").withAddress("10.0.0.1/24").isUp();
 *     softly.assertThat(root.run("hostname")).hasStdout("router");
 * });</code></pre>
 *
 * <p>With AssertJ's {@code SoftAssertionsExtension}, a test takes it as a parameter or as a field:
 *
 * <pre><code class='java'> &#64;ExtendWith(SoftAssertionsExtension.class)
 * &#64;KvmGuest("debian-12")
 * class RouterTest {
 *     &#64;Test
 *     void isConfigured(RootShell root, GuestSoftAssertions softly) {
 *         softly.assertThat(root).hasDefaultRoute().via("10.0.0.254");
 *     }
 * }</code></pre>
 *
 * <p>What is chained on something that is not there, such as the address of a missing interface, is not reported again.
 * {@link #wasSuccess()} does not know of failures behind {@code hasInterface}, {@code hasRoute}, {@code hasFile} and
 * {@code hasDirectory}; {@link #assertAll()} does.
 */
public class GuestSoftAssertions extends AbstractSoftAssertions
        implements StandardSoftAssertionsProvider, GuestSoftAssertionsProvider {

    /** Starts with no failure. */
    public GuestSoftAssertions() {}

    /** Makes soft assertions and reports their failures together at the end. */
    public static void assertSoftly(Consumer<GuestSoftAssertions> softly) {
        SoftAssertionsProvider.assertSoftly(GuestSoftAssertions.class, softly);
    }
}

package io.kvmguest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A network between guests: a {@link io.kvmguest.network.Segment}, which those of them are on that name it in
 * {@link KvmGuest#networks()}.
 *
 * <pre>{@code
 * @KvmNetwork(name = "lan")
 * @KvmGuest(value = "openwrt", name = "router", networks = "lan")
 * @KvmGuest(value = "debian-12", name = "client", networks = "lan")
 * class RoutingTest {
 *     @Test
 *     void survivesAPartition(Segment lan, @InGuest("client") RootShell client) {
 *         lan.partition("router", "client");
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>A guest is connected before it runs. What it is a clone of was booted on its own, and met nobody.
 *
 * <h2>How long it lives</h2>
 *
 * As long as the guests on it: each test method has one of its own, with its own guests on it, and nothing that another method
 * did to it. What {@code @BeforeAll} is given is for its guests alone. A guest with {@code reset = PER_CLASS} keeps the
 * network for the whole class; then what a method did to it is ended after the method. On a method it is the method's.
 *
 * <h2>What a test gets</h2>
 *
 * Parameters, and fields with {@link OnNetwork}, may be a {@link io.kvmguest.network.Segment} or the
 * {@link io.kvmguest.network.Capture} of what has passed over it since it began, and of a guest its
 * {@link io.kvmguest.network.Link} or {@link io.kvmguest.Nic}. Which one, where there are several, {@link OnNetwork} and
 * {@link InGuest} say. When a test fails, how its networks did, with the seed of what they did at random, hangs on the failure as a
 * suppressed exception, and the frames lie in {@code target/kvmguest/<TestClass>/<method>/<network>.pcapng}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(KvmNetworks.class)
@ExtendWith(KvmGuestExtension.class)
public @interface KvmNetwork {

    /** Its name: letters, digits, {@code .}, {@code _} and {@code -}. */
    String name();

    /** What it does at random it does by this seed; 0 takes another one each time. */
    long seed() default 0;

    /** Whether every frame goes to all guests on it, and not only where its address is. */
    boolean hub() default false;

    /**
     * Whether the last frames that passed over it, as many as 16 MiB hold, are kept: a {@link io.kvmguest.network.Capture} that a
     * test may ask for, and that is left beside the evidence of its guests when the test fails, for Wireshark.
     */
    boolean capture() default true;
}

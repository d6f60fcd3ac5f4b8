package io.kvmguest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which network a parameter belongs to, and marks a field to be filled.
 *
 * <pre>{@code
 * @Test
 * void routes(@OnNetwork("lan") Segment lan, @InGuest("router") @OnNetwork("wan") Link uplink) { … }
 *
 * @OnNetwork("lan") Segment lan;
 * }</pre>
 *
 * A parameter needs it only where there is more than one network, or the guest is on more than one; a field of type
 * {@link io.kvmguest.network.Segment} or {@link io.kvmguest.network.Capture} always does. The type is one of these, or
 * {@link io.kvmguest.network.Link} or {@link io.kvmguest.Nic} of a guest.
 *
 * @see KvmNetwork
 */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnNetwork {

    /** The network's name; may be left out where there is only one. */
    String value() default "";
}

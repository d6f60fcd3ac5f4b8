package io.kvmguest.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which guest a parameter belongs to, and marks a field to be filled.
 *
 * <pre>{@code
 * @Test
 * void routes(@InGuest("router") RootShell router, @InGuest("client") RootShell client) { … }
 *
 * @InGuest RootShell root;
 * }</pre>
 *
 * A parameter needs it only where more than one guest is in sight; a field always does. The type is
 * {@link io.kvmguest.Guest}, {@link io.kvmguest.shell.RootShell}, {@link io.kvmguest.console.SerialConsole},
 * {@link io.kvmguest.boot.BootLog}, {@link io.kvmguest.network.Link} or {@link io.kvmguest.Nic}; a {@link Replay} has some of them, and a
 * {@link SerialBoard} has the {@link io.kvmguest.Board} in place of the machine. Fields may be private, not final. Static fields are filled before
 * {@code @BeforeAll} and hold guests of the class only; instance fields before {@code @BeforeEach} (and, with
 * {@code @TestInstance(PER_CLASS)}, before {@code @BeforeAll} as well).
 */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface InGuest {

    /** The guest's name; may be left out where there is only one. */
    String value() default "";
}

package io.kvmguest.junit;

import io.kvmguest.console.ReplayLine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Plays a {@linkplain io.kvmguest.console.Recording recording} as a guest: its console prints what was printed, and what is
 * typed has to be what was typed. No QEMU runs.
 *
 * <pre>{@code
 * @Replay("src/test/resources/router.cast")
 * class RouterDialogTest {
 *
 *     @Test
 *     void setsThePassword(SerialConsole console) {
 *         new RouterDialog(console).setPassword("secret");
 *     }
 * }
 * }</pre>
 *
 * <p>It stands where {@link KvmGuest} may stand, beside others of either kind, and follows the same rules: names,
 * {@link InGuest}, how long it lives (a method's replay begins anew; so does that of a method whose class has not typed
 * anything), what is left behind. A test gets
 *
 * <ul>
 *   <li>a {@link io.kvmguest.console.SerialConsole}, whose cursor stands before the first byte: how much was printed when it
 *       was asked for is a matter of chance;
 *   <li>a {@link io.kvmguest.boot.BootLog}: the boot as far as it goes without something being typed, with the durations that
 *       are recorded;
 *   <li>a {@link io.kvmguest.shell.RootShell}, where the recording has one and {@link #typing()} asks for it; see
 *       {@link io.kvmguest.Replay#shell()}.
 * </ul>
 *
 * There is no {@link io.kvmguest.Guest}, and there are no network cards. Without JUnit the same is an
 * {@link io.kvmguest.Replay}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(Replays.class)
@ExtendWith(KvmGuestExtension.class)
public @interface Replay {

    /**
     * The recording: a path, from the directory in which the tests run, which is that of their module; or a resource, as
     * {@code "classpath:router.cast"}. What the end of its name means is told by {@link io.kvmguest.console.Recording}.
     */
    String value();

    /**
     * The name that {@link InGuest}, messages and folders use: letters, digits, {@code .}, {@code _} and {@code -}. By default
     * that of the file, without its ending.
     */
    String name() default "";

    /** Whether what is typed has to be what was typed. */
    ReplayLine.Typing typing() default ReplayLine.Typing.CHECKED;

    /** How fast it is played. */
    ReplayLine.Pace pace() default ReplayLine.Pace.AT_ONCE;

    /** Who logs in, if somebody did when it was recorded; the recording has no password, so that none is needed. */
    String login() default "";

    /** For how long tests share it; not {@link Reset#NEVER}, as every class can play it anew. */
    Reset reset() default Reset.PER_METHOD;
}

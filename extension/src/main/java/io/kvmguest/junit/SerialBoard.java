package io.kvmguest.junit;

import io.kvmguest.console.SerialPortSettings.FlowControl;
import io.kvmguest.console.SerialPortSettings.Parity;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connects a board on a serial line, and takes it to a proven root shell.
 *
 * <pre>{@code
 * @SerialBoard(port = "/dev/ttyUSB0", baud = 115200)
 * class RouterOnTheDeskTest {
 *
 *     @Test
 *     void forwards(RootShell root) {
 *         root.run("sysctl -w net.ipv4.ip_forward=1").requireSuccess();
 *     }
 * }
 * }</pre>
 *
 * <p>It stands where {@link KvmGuest} may stand, beside others of either kind. A test gets the same: a
 * {@link io.kvmguest.shell.RootShell}, a {@link io.kvmguest.console.SerialConsole}, a {@link io.kvmguest.boot.BootLog}, and the
 * {@link io.kvmguest.Board} itself in place of a {@link io.kvmguest.Guest}. There is only one of a board, and nothing sets it back:
 * on a class it is connected once for all its tests, and its shell is proven before each; what one test does the next one finds.
 * Whoever wants it fresh declares it on a method, with a switch for its power.
 *
 * <p>Classes that run in parallel cannot share a port: give them a {@code @ResourceLock}. Without JUnit the same is
 * {@link io.kvmguest.Board#connect(io.kvmguest.BoardSpec)}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(SerialBoards.class)
@ExtendWith(KvmGuestExtension.class)
public @interface SerialBoard {

    /**
     * Its serial port: a device file, or <code>${name}</code> for what the system property {@code name} says, or an environment
     * variable in capitals ({@code ROUTER_PORT} for {@code router.port}).
     */
    String port() default "";

    /** In place of a port: the serial number of its USB adapter. */
    String usbSerialNumber() default "";

    /** In place of a port: a part of the port's description. */
    String description() default "";

    /** In place of a port: a terminal server's TCP port, as {@code host:4001}. */
    String server() default "";

    /** The name that {@link InGuest}, messages and folders use. */
    String name() default "board";

    /** The speed, in baud. */
    int baud() default 115_200;

    /** How many bits a byte has. */
    int dataBits() default 8;

    /** The parity. */
    Parity parity() default Parity.NONE;

    /** How many stop bits follow a byte. */
    int stopBits() default 1;

    /** How a receiver says that it can take no more. */
    FlowControl flowControl() default FlowControl.NONE;

    /** Who logs in, where it asks for that. */
    String login() default "";

    /** The password of {@link #login()}. */
    String password() default "";

    /** Root's password, for {@code su} where somebody else has been logged in. */
    String rootPassword() default "";

    /** A command of the host's {@code sh} that switches its power on; then it is switched off and on when it is connected. */
    String powerOn() default "";

    /** A command that switches its power off; it goes with {@link #powerOn()}. */
    String powerOff() default "";

    /** How long a boot may take: {@code "90s"}, {@code "5m"}. By default three minutes. */
    String bootTimeout() default "";

    /** How many bytes are written at a time, for a receiver that loses what comes faster than it reads; all, by default. */
    int chunk() default 0;

    /** How long nothing is written behind each {@link #chunk()}, in milliseconds. */
    int txDelay() default 0;

    /** What becomes of the tests where its port is not there. */
    WhenUnavailable whenUnavailable() default WhenUnavailable.CONFIGURED;
}

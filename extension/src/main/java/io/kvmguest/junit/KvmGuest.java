package io.kvmguest.junit;

import io.kvmguest.Boot;
import io.kvmguest.Outside;
import io.kvmguest.Prepare;
import io.kvmguest.console.SerialLineKind;
import io.kvmguest.qemu.AcceleratorPolicy;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Boots a VM image and gives its proven root shell to the tests.
 *
 * <pre>{@code
 * @KvmGuest("debian-12")
 * class BootTest {
 *
 *     @Test
 *     void bootsWithoutComplaint(Guest guest) {
 *         assertThat(guest.bootLog()).reached(BootPhase.ROOT_SHELL).hasNoKernelProblems();
 *     }
 *
 *     @Test
 *     void setsAnAddress(RootShell root) {
 *         assertThat(root.run("ip addr add 10.0.0.1/24 dev eth0")).succeeded();
 *     }
 * }
 * }</pre>
 *
 * <h2>What a test gets</h2>
 *
 * Constructors, test methods and lifecycle methods may have parameters of these types, in any order and behind the
 * arguments of a {@code @ParameterizedTest}; fields of these types are filled where they carry {@link InGuest}:
 *
 * <ul>
 *   <li>{@link io.kvmguest.Guest}: the guest as a whole;
 *   <li>{@link io.kvmguest.shell.RootShell}: its root shell, proven before the test sees it;
 *   <li>{@link io.kvmguest.console.SerialConsole}: a view of its serial console whose cursor stands behind all that
 *       was printed before the parameter was resolved, or the field filled;
 *   <li>{@link io.kvmguest.boot.BootLog}: its boot, read from the console;
 *   <li>{@link io.kvmguest.Nic} and {@link io.kvmguest.network.Link}: its network card, and the cable between that and a
 *       {@link KvmNetwork}.
 * </ul>
 *
 * With more than one guest in sight, {@code @InGuest("router")} says which:
 *
 * <pre>{@code
 * @KvmGuest(value = "openwrt", name = "router")
 * @KvmGuest(value = "debian-12", name = "client", memory = "512M")
 * class RoutingTest {
 *     @Test
 *     void routes(@InGuest("router") RootShell router, @InGuest("client") RootShell client) { … }
 * }
 * }</pre>
 *
 * <h2>How long a guest lives</h2>
 *
 * <ul>
 *   <li>On a <b>class</b>: each test method, those of {@code @Nested} classes included, has a guest of its own, from before
 *       {@code @BeforeEach} to after {@code @AfterEach}: what one does to it, no other sees. It is a clone of the guest as it
 *       was when its root shell had been proven, and costs about what starting QEMU costs. If {@code @BeforeAll} asks for
 *       the guest, what it makes of it is saved, and the methods' are clones of that. Static fields, and the constructor of an
 *       instance that several methods share, cannot hold one. Several guests start side by side. A {@code @Nested} class may
 *       add guests with names of their own.
 *   <li>On a class with {@code reset = PER_CLASS}: from before {@code @BeforeAll} to after {@code @AfterAll}, shared by all
 *       its tests, those of its {@code @Nested} classes included; with {@code reset = NEVER}, to the end of the run.
 *   <li>On a <b>test method</b>: for this method only, from before {@code @BeforeEach} to after {@code @AfterEach};
 *       each invocation of a {@code @ParameterizedTest} or {@code @RepeatedTest} has one of its own.
 *   <li>On a <b>{@code @ParameterizedClass}</b>: as on a class, for each of its invocations. {@code @BeforeAll} runs once for
 *       all of them, before any guest does; use {@code @BeforeParameterizedClassInvocation} instead.
 * </ul>
 *
 * <p>The annotation is inherited. A subclass may add guests, and a guest of the subclass takes the place of an inherited
 * one of the same name. It may stand on annotations of your own, which then mean the same:
 *
 * <pre>{@code
 * @Retention(RUNTIME)
 * @KvmGuest(value = "debian-12", memory = "1G")
 * @interface OnBigDebian {}
 * }</pre>
 *
 * <h2>When something fails</h2>
 *
 * A guest that does not reach a root shell fails the class (or the method, if it stands there) with a message that says
 * how far it came, why it stopped and what to do. The same guest is not booted again for every other class of the run:
 * they fail at once and name the first. A class whose guests are not those of a sensible wish (two of one name, an
 * unknown image, a parameter that no guest answers) fails with a sentence that names the class, the member and the mend.
 *
 * <p>When a test fails, the console log, QEMU's command line and its standard error are left in
 * {@code target/kvmguest/<TestClass>[/<method>]/<guest>/} ({@code build/kvmguest} under Gradle), and what the guest
 * printed during the test hangs on the failure as a suppressed exception. Console log and command line of every guest
 * are published to JUnit as files, and {@link io.kvmguest.report.ReportKeys report entries} say how it did.
 *
 * <h2>Configuration parameters</h2>
 *
 * They are given in {@code junit-platform.properties}, as system properties, or by the build tool:
 *
 * <ul>
 *   <li>{@code kvmguest.unavailable}: {@code fail} (default) or {@code skip}: what becomes of tests on a host that
 *       cannot run guests at all; see {@link #whenUnavailable()}.
 *   <li>{@code kvmguest.console}: {@code live} streams every line of every serial console to standard output, with the
 *       seconds since power-on and the name of the guest; {@code off} is the default.
 *   <li>{@code kvmguest.evidence}: the folder for evidence, in place of {@code target/kvmguest}.
 *   <li>{@code kvmguest.evidence.keep}: {@code on_failure} (default), {@code always} or {@code never}.
 *   <li>{@code kvmguest.boots}: how many guests may boot at the same time, all classes together; the default is twice
 *       the number of processors, and at least 4.
 *   <li>{@code kvmguest.ahead}: {@code auto} (default) starts the clone for the next test method while one runs, where the
 *       host has more than one processor and memory for it; {@code off} does not.
 * </ul>
 *
 * @see InGuest
 * @see KvmGuestExtension
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(KvmGuests.class)
@ExtendWith(KvmGuestExtension.class)
public @interface KvmGuest {

    /** The image to boot: the name of a built one, such as {@code "debian-12"}, or the path of a disk image. */
    String value();

    /**
     * The guest's name, which {@link InGuest}, messages and folders use: letters, digits, {@code .}, {@code _} and
     * {@code -}. By default that of the image.
     */
    String name() default "";

    /** How much memory it gets, such as {@code "512M"} or {@code "2G"}. By default what the image says. */
    String memory() default "";

    /** How many virtual processors it has. */
    int cpus() default 1;

    /**
     * How many network cards it has: {@code eth0}, {@code eth1} and so on where the image has
     * {@code net.ifnames=0}, and where systemd names them by their slot and the image boots from its disk on the machine
     * {@code pc}, {@code ens3}, {@code ens4} and so on (systemd.net-naming-scheme(7)), whatever drives there are. Those without one of the {@link #networks()} lead nowhere.
     */
    int nics() default 1;

    /**
     * The names of the {@linkplain KvmNetwork networks} that its cards are on: that of the first, that of the second, and so on. It
     * has at least as many cards.
     */
    String[] networks() default {};

    /**
     * The MAC addresses of its cards, the first one's first. An empty one, and those behind the last, follow from the guest's
     * name, and are the same in every run.
     */
    String[] macs() default {};

    /** What carries its console to the test. */
    SerialLineKind line() default SerialLineKind.UNIX_SOCKET;

    /** What it has of the world outside, by a card more behind the others. */
    Outside outside() default Outside.NONE;

    /**
     * TCP ports that are reached from the host, at those of its loopback that {@link io.kvmguest.Guest#forwarded(int)} tells; it has
     * at least {@link Outside#RESTRICTED} for that.
     */
    int[] forwards() default {};

    /** QEMU's name of the cards' model, such as {@code "e1000"}. By default {@code "virtio-net-pci"}. */
    String nicModel() default "";

    /** Further disks: raw or qcow2 files, of which the guest sees overlays ({@code vdb}, {@code vdc}, …). */
    String[] drives() default {};

    /** The bus that all its disks are on: {@code "ide"}, {@code "scsi"} or, by default, {@code "virtio"}. */
    String diskBus() default "";

    /** QEMU's machine type, such as {@code "q35"}. By default {@code "pc"}. */
    String machineType() default "";

    /** Words added to the kernel's command line; only for images whose kernel QEMU loads. */
    String append() default "";

    /** Which accelerator it may run under. */
    AcceleratorPolicy accelerator() default AcceleratorPolicy.PREFER_KVM;

    /**
     * How long it may take from power-on to its root shell: a number with {@code ms}, {@code s}, {@code m} or
     * {@code h}, such as {@code "90s"}. It is kept as given. By default two minutes, and ten times that where the guest
     * is emulated.
     */
    String bootTimeout() default "";

    /**
     * Who logs in where the guest asks; nobody by default. An image that logs root in by itself is not asked anything.
     * Another user than root becomes root by {@code su} if there is a {@link #rootPassword()}, else by {@code sudo -i}.
     */
    String login() default "";

    /** The password of {@link #login()}; empty for a user without one. */
    String password() default "";

    /** Root's password, for {@code su} where somebody else is logged in. */
    String rootPassword() default "";

    /** Whether its image is prepared when it does not log root in on its serial console. */
    Prepare prepare() default Prepare.NEVER;

    /** For how long tests share the guest. On a method it is that method's alone, unless all tests of the run share it. */
    Reset reset() default Reset.PER_METHOD;

    /** Whether it is a clone of a template, or is booted from power-on; see {@link Boot}. */
    Boot boot() default Boot.TEMPLATE;

    /** Arguments appended to QEMU's command line as they are. */
    String[] qemuArguments() default {};

    /** What becomes of the tests on a host that cannot run this guest at all. */
    WhenUnavailable whenUnavailable() default WhenUnavailable.CONFIGURED;
}

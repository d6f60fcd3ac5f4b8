package io.kvmguest.junit;

import io.kvmguest.Boot;
import io.kvmguest.GuestSpec;
import io.kvmguest.Outside;
import io.kvmguest.Prepare;
import io.kvmguest.console.SerialLineKind;
import io.kvmguest.qemu.AcceleratorPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link KvmGuestExtension}; its methods and defaults are those of {@link GuestSpec}. */
public final class KvmGuestExtensionBuilder {

    private @Nullable String image;
    private UnaryOperator<GuestSpec> wishes = UnaryOperator.identity();

    // A wish that cannot be is refused in the line that utters it, whether the image is known there or not.
    private GuestSpec tried = GuestSpec.of("any");

    private WhenUnavailable whenUnavailable = WhenUnavailable.CONFIGURED;

    private Reset reset = Reset.PER_METHOD;

    private List<String> networks = List.of();

    KvmGuestExtensionBuilder() {}

    /** Sets the image: the name of a built one, or the path of a disk image. Required. */
    public KvmGuestExtensionBuilder image(String image) {
        GuestSpec.of(image); // refuses a blank one here
        this.image = image;
        return this;
    }

    /** Sets the guest's name; see {@link GuestSpec#name(String)}. */
    public KvmGuestExtensionBuilder name(String name) {
        return with(spec -> spec.name(name));
    }

    /** Sets how much memory it gets; see {@link GuestSpec#memory(String)}. */
    public KvmGuestExtensionBuilder memory(String memory) {
        return with(spec -> spec.memory(memory));
    }

    /** Sets how many virtual processors it has; see {@link GuestSpec#cpus(int)}. */
    public KvmGuestExtensionBuilder cpus(int cpus) {
        return with(spec -> spec.cpus(cpus));
    }

    /** Sets how many network cards it has; see {@link GuestSpec#nics(int)}. */
    public KvmGuestExtensionBuilder nics(int count) {
        return with(spec -> spec.nics(count));
    }

    /** Sets the names of the {@linkplain KvmNetwork networks} of the test class that its cards are on; none by default. */
    public KvmGuestExtensionBuilder networks(String... networks) {
        this.networks = List.of(networks);
        return this;
    }

    /** Sets the MAC addresses of its cards; see {@link GuestSpec#macs(String...)}. */
    public KvmGuestExtensionBuilder macs(String... addresses) {
        return with(spec -> spec.macs(addresses));
    }

    /** Sets what carries its console; see {@link GuestSpec#line(SerialLineKind)}. */
    public KvmGuestExtensionBuilder line(SerialLineKind line) {
        return with(spec -> spec.line(line));
    }

    /** Sets what it has of the world outside; see {@link GuestSpec#outside(Outside)}. */
    public KvmGuestExtensionBuilder outside(Outside outside) {
        return with(spec -> spec.outside(outside));
    }

    /** Sets which of its ports are reached from the host; see {@link GuestSpec#forwards(int...)}. */
    public KvmGuestExtensionBuilder forwards(int... ports) {
        return with(spec -> spec.forwards(ports));
    }

    /** Sets the model of its network cards; see {@link GuestSpec#nicModel(String)}. */
    public KvmGuestExtensionBuilder nicModel(String model) {
        return with(spec -> spec.nicModel(model));
    }

    /** Sets the bus that its disks are on; see {@link GuestSpec#diskBus(String)}. */
    public KvmGuestExtensionBuilder diskBus(String bus) {
        return with(spec -> spec.diskBus(bus));
    }

    /** Adds a disk; see {@link GuestSpec#drive(Path)}. */
    public KvmGuestExtensionBuilder drive(Path disk) {
        return with(spec -> spec.drive(disk));
    }

    /** Sets QEMU's machine type; see {@link GuestSpec#machineType(String)}. */
    public KvmGuestExtensionBuilder machineType(String machineType) {
        return with(spec -> spec.machineType(machineType));
    }

    /** Adds words to the kernel's command line; see {@link GuestSpec#append(String)}. */
    public KvmGuestExtensionBuilder append(String words) {
        return with(spec -> spec.append(words));
    }

    /** Sets which accelerator it may run under; see {@link GuestSpec#accelerator(AcceleratorPolicy)}. */
    public KvmGuestExtensionBuilder accelerator(AcceleratorPolicy accelerator) {
        return with(spec -> spec.accelerator(accelerator));
    }

    /** Sets how long it may take to its root shell; see {@link GuestSpec#bootTimeout(Duration)}. */
    public KvmGuestExtensionBuilder bootTimeout(Duration timeout) {
        return with(spec -> spec.bootTimeout(timeout));
    }

    /** Sets who logs in where the guest asks; see {@link GuestSpec#login(String, String)}. */
    public KvmGuestExtensionBuilder login(String user, String password) {
        return with(spec -> spec.login(user, password));
    }

    /** Sets root's password; see {@link GuestSpec#rootPassword(String)}. */
    public KvmGuestExtensionBuilder rootPassword(String password) {
        return with(spec -> spec.rootPassword(password));
    }

    /** Sets whether its image is prepared when it does not log root in; see {@link GuestSpec#prepare(Prepare)}. */
    public KvmGuestExtensionBuilder prepare(Prepare prepare) {
        return with(spec -> spec.prepare(prepare));
    }

    /** Sets for how long tests share it, where its field is static; the default is {@link Reset#PER_METHOD}. */
    public KvmGuestExtensionBuilder reset(Reset reset) {
        this.reset = reset;
        return this;
    }

    /** Sets whether it is a clone of a template or is booted; see {@link GuestSpec#boot(Boot)}. */
    public KvmGuestExtensionBuilder boot(Boot boot) {
        return with(spec -> spec.boot(boot));
    }

    /** Appends arguments to QEMU's command line; see {@link GuestSpec#qemuArguments(String...)}. */
    public KvmGuestExtensionBuilder qemuArguments(String... arguments) {
        return with(spec -> spec.qemuArguments(arguments));
    }

    /** Sets what becomes of the tests on a host that cannot run this guest at all. */
    public KvmGuestExtensionBuilder whenUnavailable(WhenUnavailable policy) {
        this.whenUnavailable = policy;
        return this;
    }

    /**
     * Returns the extension, for a field with {@code @RegisterExtension}.
     *
     * @throws IllegalStateException if there is no image, or a guest that all tests of the run share is to be on networks
     */
    public KvmGuestExtension build() {
        if (image == null) {
            throw new IllegalStateException("image must be set: KvmGuestExtension.builder().image(\"debian-12\")");
        }
        if (reset == Reset.NEVER && !networks.isEmpty()) {
            throw new IllegalStateException(Declarations.SHARED_ON_NETWORKS);
        }
        return new KvmGuestExtension(wishes.apply(GuestSpec.of(image)), networks, whenUnavailable, reset);
    }

    private KvmGuestExtensionBuilder with(UnaryOperator<GuestSpec> wish) {
        tried = wish.apply(tried);
        UnaryOperator<GuestSpec> before = wishes;
        wishes = spec -> wish.apply(before.apply(spec));
        return this;
    }
}

package io.kvmguest;

import io.kvmguest.console.SerialLineKind;
import io.kvmguest.image.Image;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.qemu.AcceleratorPolicy;
import io.kvmguest.qemu.Machine;
import io.kvmguest.shell.Credentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What guest one wishes for: an image, and the machine it boots on. Immutable; each method gives a changed copy.
 *
 * <p>Defaults: the name of the image as name, the image's memory (256 MiB if it does not say), one processor, machine
 * type {@code pc}, KVM preferred, virtio disks and network cards, one card on a segment where nobody else is, two minutes
 * (times 10 under emulation) to reach the root shell.
 */
public final class GuestSpec {

    /** How long a guest may take to its root shell unless told otherwise, before it is scaled. */
    public static final Duration DEFAULT_BOOT_TIMEOUT = Duration.ofMinutes(2);

    // The name becomes a folder and a word in messages.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Pattern DISK_ENDING = Pattern.compile("\\.(qcow2|img|raw)$");

    private final String image;
    private final Optional<String> name;
    private final Optional<Integer> memoryMiB;
    private final int cpus;
    private final String machineType;
    private final AcceleratorPolicy accelerator;
    private final Optional<Integer> bareNics;
    private final String nicModel;
    private final List<Machine.Nic> nics;
    private final List<String> macs;
    private final List<Segment> segments;
    private final Outside outside;
    private final SerialLineKind line;
    private final List<Integer> forwards;
    private final List<Path> drives;
    private final String diskBus;
    private final String append;
    private final List<String> qemuArguments;
    private final Optional<Duration> bootTimeout;
    private final Optional<Path> evidence;
    private final Credentials credentials;
    private final Prepare prepare;
    private final boolean cloudInit;
    private final Boot boot;

    private GuestSpec(Draft draft) {
        this.image = draft.image;
        this.name = draft.name;
        this.memoryMiB = draft.memoryMiB;
        this.cpus = draft.cpus;
        this.machineType = draft.machineType;
        this.accelerator = draft.accelerator;
        this.bareNics = draft.bareNics;
        this.nicModel = draft.nicModel;
        this.nics = List.copyOf(draft.nics);
        this.macs = draft.macs;
        this.segments = draft.segments;
        this.outside = draft.outside;
        this.line = draft.line;
        this.forwards = draft.forwards;
        this.drives = List.copyOf(draft.drives);
        this.diskBus = draft.diskBus;
        this.append = draft.append;
        this.qemuArguments = List.copyOf(draft.qemuArguments);
        this.bootTimeout = draft.bootTimeout;
        this.evidence = draft.evidence;
        this.credentials = draft.credentials;
        this.prepare = draft.prepare;
        this.cloudInit = draft.cloudInit;
        this.boot = draft.boot;
    }

    /**
     * Returns a spec with all defaults.
     *
     * @param image the name of a built image, or the path of a disk image
     * @throws IllegalArgumentException if it is blank
     */
    public static GuestSpec of(String image) {
        Objects.requireNonNull(image, "image must not be null");
        if (image.isBlank()) {
            throw new IllegalArgumentException("image must not be blank");
        }
        return new GuestSpec(new Draft(image));
    }

    /**
     * Returns a copy with another name; it is what {@code @InGuest} and messages use.
     *
     * @throws IllegalArgumentException if it is not made of letters, digits, {@code .}, {@code _} and {@code -}
     */
    public GuestSpec name(String name) {
        String checked = requireName(name);
        return change(draft -> draft.name = Optional.of(checked));
    }

    /** Returns whether something can be the name of a guest. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns a name if it can be one. */
    static String requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "name must be made of letters, digits, '.', '_' and '-', but was \"" + name + "\"");
        }
        return name;
    }

    /**
     * Returns a copy with this much memory, in QEMU's notation: {@code 512M}, {@code 2G}; a bare number is MiB.
     *
     * @throws IllegalArgumentException if it is no size, too small for a kernel, or more than this host has
     */
    public GuestSpec memory(String memory) {
        int mib = MemorySize.parseMiB(memory);
        return change(draft -> draft.memoryMiB = Optional.of(mib));
    }

    /**
     * Returns a copy with this many virtual processors.
     *
     * @throws IllegalArgumentException if there is not at least one
     */
    public GuestSpec cpus(int cpus) {
        if (cpus < 1 || cpus > 255) {
            throw new IllegalArgumentException("cpus must be from 1 to 255, but was " + cpus);
        }
        return change(draft -> draft.cpus = cpus);
    }

    /** Returns a copy of another machine type, such as {@code q35}; see {@code qemu-system-x86_64 -machine help}. */
    public GuestSpec machineType(String machineType) {
        return change(draft -> draft.machineType = machineType);
    }

    /** Returns a copy with another policy for the accelerator. */
    public GuestSpec accelerator(AcceleratorPolicy accelerator) {
        return change(draft -> draft.accelerator = accelerator);
    }

    /**
     * Returns a copy with this many network cards ({@code eth0}, {@code eth1}, …) for a configurator to work on.
     * Each has carrier, and leads nowhere until it is connected to a segment. Their MAC addresses follow from the guest's name and are the same in every run.
     *
     * @throws IllegalArgumentException if it is negative or more than 24, for which a PCI bus has no room
     */
    public GuestSpec nics(int count) {
        if (count < 0 || count > 24) {
            throw new IllegalArgumentException("nics must be from 0 to 24, but was " + count);
        }
        return change(draft -> draft.bareNics = Optional.of(count));
    }

    /**
     * Returns a copy whose {@linkplain #nics(int) cards} are of another model than {@code virtio-net-pci}, for systems
     * without a driver for that one: {@code e1000}, say. The models are those of {@code qemu-system-x86_64 -device help}.
     *
     * @throws IllegalArgumentException if it is not made of letters, digits, {@code .}, {@code _} and {@code -}
     */
    public GuestSpec nicModel(String model) {
        if (!NAME.matcher(model).matches()) {
            throw new IllegalArgumentException(
                    "nicModel must be made of letters, digits, '.', '_' and '-', but was \"" + model + "\"");
        }
        return change(draft -> draft.nicModel = model);
    }

    /** Returns a copy with one more network card, behind those of {@link #nics(int)}; the default card is left out. */
    public GuestSpec nic(Machine.Nic nic) {
        return change(draft -> draft.nics.add(nic));
    }

    /**
     * Returns a copy with other MAC addresses of its {@linkplain #nics(int) cards}: that of the first, that of the second, and so on. An
     * empty one, and those behind the last, follow from the guest's name.
     *
     * @throws IllegalArgumentException if one is not six pairs of hexadecimal digits with colons, is that of a group, or is
     *     there twice
     */
    public GuestSpec macs(String... addresses) {
        List<String> known = MacAddresses.checked(List.of(addresses));
        return change(draft -> draft.macs = known);
    }

    /**
     * Returns a copy whose first card is connected to the first of these segments, the second one to the second, and so on,
     * before it runs; it has at least as many cards. What it is a clone of was connected to nothing.
     */
    public GuestSpec segments(Segment... segments) {
        List<Segment> all = List.of(segments);
        return change(draft -> draft.segments = all);
    }

    /** Returns a copy whose console comes over this; a unix socket by default. */
    public GuestSpec line(SerialLineKind line) {
        return change(draft -> draft.line = line);
    }

    /** Returns a copy that has this of the world outside; nothing by default. */
    public GuestSpec outside(Outside outside) {
        return change(draft -> draft.outside = outside);
    }

    /**
     * Returns a copy of which these TCP ports are reached from the host, at ports of its loopback that
     * {@link Guest#forwarded(int)} tells. It has at least {@link Outside#RESTRICTED} for that.
     *
     * @throws IllegalArgumentException if one is not from 1 to 65535
     */
    public GuestSpec forwards(int... ports) {
        for (int port : ports) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port must be from 1 to 65535, but was " + port);
            }
        }
        List<Integer> all = IntStream.of(ports).boxed().distinct().toList();
        return change(draft -> draft.forwards = all);
    }

    /** Returns a copy with one more disk: a raw or qcow2 file, of which the guest sees an overlay. */
    public GuestSpec drive(Path disk) {
        return change(draft -> draft.drives.add(disk));
    }

    /**
     * Returns a copy whose disks, that of the image and further ones, are on another bus than {@code virtio}, for systems
     * without a driver for that one.
     *
     * @param bus {@code virtio}, {@code ide} or {@code scsi}
     * @throws IllegalArgumentException if it is none of these
     */
    public GuestSpec diskBus(String bus) {
        if (!Machine.Drive.BUSES.contains(bus)) {
            throw new IllegalArgumentException(
                    "diskBus must be one of " + String.join(", ", Machine.Drive.BUSES) + ", but was \"" + bus + "\"");
        }
        return change(draft -> draft.diskBus = bus);
    }

    /** Returns a copy with words added to the kernel's command line; only for images whose kernel QEMU loads. */
    public GuestSpec append(String words) {
        return change(draft -> draft.append = (draft.append + " " + words).strip());
    }

    /** Returns a copy with words appended to QEMU's command line as they are. */
    public GuestSpec qemuArguments(String... arguments) {
        return change(draft -> draft.qemuArguments.addAll(List.of(arguments)));
    }

    /**
     * Returns a copy that has to reach its root shell within this time, which is kept as given: it is not scaled.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public GuestSpec bootTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("bootTimeout must be positive, but was " + timeout);
        }
        return change(draft -> draft.bootTimeout = Optional.of(timeout));
    }

    /** Returns a copy whose evidence (console log, QEMU's command line) goes to this folder when its boot fails. */
    public GuestSpec evidence(Path directory) {
        return change(draft -> draft.evidence = Optional.of(directory));
    }

    /**
     * Returns a copy that logs in as a user where the guest asks who does. An image that logs root in by itself is not
     * asked anything. Another user than root becomes root by {@code su} if {@link #rootPassword} was given, else by
     * {@code sudo -i}, which is told the user's own password if it asks.
     *
     * <p>Each is typed once: a login that is refused fails the boot at once, before an account is locked.
     *
     * @param password empty for a user without one
     * @throws IllegalArgumentException if the name is blank, or if one holds control characters
     */
    public GuestSpec login(String user, String password) {
        return change(draft -> draft.credentials = draft.credentials.login(user, password));
    }

    /**
     * Returns a copy that knows root's password, for {@code su} where the guest logs in somebody else: the user of
     * {@link #login}, or one that the image logs in by itself.
     *
     * @throws IllegalArgumentException if it is empty or holds control characters
     */
    public GuestSpec rootPassword(String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("rootPassword must not be empty");
        }
        return change(draft -> draft.credentials = draft.credentials.rootPassword(password));
    }

    /** Returns a copy whose image is prepared, or not, when it does not log root in; the default is not. */
    public GuestSpec prepare(Prepare prepare) {
        return change(draft -> draft.prepare = prepare);
    }

    /**
     * Returns a copy with a small disk from which cloud-init in the guest learns to log root in on ttyS0 and to configure
     * no network. Images that were fetched and need it get it by themselves.
     */
    public GuestSpec cloudInit() {
        return change(draft -> draft.cloudInit = true);
    }

    /** Returns a copy that is a clone of a template, which is the default, or is booted. */
    public GuestSpec boot(Boot boot) {
        return change(draft -> draft.boot = boot);
    }

    /** Returns whether it is a clone of a template, or is booted. */
    public Boot boot() {
        return boot;
    }

    /** Returns the image's name or path. */
    public String image() {
        return image;
    }

    /** Returns the guest's name; without one of its own that of the image. */
    public String name() {
        return name.orElseGet(() -> DISK_ENDING
                .matcher(Path.of(image).getFileName().toString())
                .replaceFirst("")
                .replaceAll("[^A-Za-z0-9._-]", "-"));
    }

    /** Returns the policy for the accelerator. */
    public AcceleratorPolicy accelerator() {
        return accelerator;
    }

    /** Returns where evidence goes when the boot fails. */
    public Optional<Path> evidence() {
        return evidence;
    }

    /** Returns whether the image is prepared when it does not log root in. */
    public Prepare prepare() {
        return prepare;
    }

    boolean hasCloudInit() {
        return cloudInit;
    }

    boolean hasBootTimeout() {
        return bootTimeout.isPresent();
    }

    Duration bootTimeout(Accelerator on) {
        return bootTimeout.orElseGet(
                () -> Duration.ofMillis((long) (DEFAULT_BOOT_TIMEOUT.toMillis() * on.deadlineScale())));
    }

    Credentials credentials() {
        return credentials;
    }

    List<Path> drives() {
        return drives;
    }

    List<String> qemuArguments() {
        return qemuArguments;
    }

    /** Returns what its cards are connected to before it runs, the first one's first. */
    public List<Segment> segments() {
        return segments;
    }

    SerialLineKind line() {
        return line;
    }

    String diskBus() {
        return diskBus;
    }

    /** Returns the machine for an image, with the disks that the guest may write to. */
    Machine machine(Image found, Accelerator on, List<Machine.Drive> overlays) {
        if (!append.isEmpty() && found.kernel().isEmpty()) {
            throw new IllegalArgumentException(
                    "append = \"" + append + "\" needs an image whose kernel QEMU loads, but " + found.name()
                            + " boots from its disk: change its boot loader's configuration instead");
        }
        return new Machine(
                name(),
                machineType,
                memoryMiB.orElseGet(() -> MemorySize.parseMiB(found.memory())),
                cpus,
                on,
                found.kernel(),
                found.initrd(),
                (found.append() + " " + append).strip(),
                overlays,
                allNics(),
                Stream.concat(SystemdCredentials.arguments(found), qemuArguments.stream())
                        .toList());
    }

    private List<Machine.Nic> allNics() {
        int wished = bareNics.orElse(nics.isEmpty() ? 1 : 0);
        int bare = Math.max(wished, Math.max(segments.size() - nics.size(), macs.size()));
        List<Machine.Nic> all = new ArrayList<>();
        IntStream.range(0, bare).forEach(i -> all.add(new Machine.Nic(nicModel, mac(i), Optional.empty())));
        all.addAll(nics);
        if (hasOutside()) {
            String backEnd = outside == Outside.OPEN ? "user" : "user,restrict=on";
            all.add(new Machine.Nic(nicModel, mac(all.size()), Optional.of(backEnd)));
        }
        return all;
    }

    /** Returns whether its last card leads outside. */
    boolean hasOutside() {
        return outside != Outside.NONE || !forwards.isEmpty();
    }

    List<Integer> forwards() {
        return forwards;
    }

    /** 52:54:00 is what QEMU and libvirt use, a locally administered prefix. */
    private String mac(int index) {
        if (index < macs.size() && !macs.get(index).isEmpty()) {
            return macs.get(index);
        }
        byte[] hash = sha256(name() + "/" + index);
        return String.format(Locale.ROOT, "52:54:00:%02x:%02x:%02x", hash[0], hash[1], hash[2]);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns whether another spec wishes for the same guest, of the same name, with its evidence in the same place. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuestSpec spec && wishes().equals(spec.wishes());
    }

    @Override
    public int hashCode() {
        return wishes().hashCode();
    }

    private List<Object> wishes() {
        return List.of(
                image,
                name,
                memoryMiB,
                cpus,
                machineType,
                accelerator,
                bareNics,
                nicModel,
                nics,
                macs,
                segments,
                outside,
                line,
                forwards,
                drives,
                diskBus,
                append,
                qemuArguments,
                bootTimeout,
                evidence,
                credentials,
                prepare,
                cloudInit,
                boot);
    }

    private GuestSpec change(Consumer<Draft> change) {
        Draft draft = new Draft(image);
        draft.name = name;
        draft.memoryMiB = memoryMiB;
        draft.cpus = cpus;
        draft.machineType = machineType;
        draft.accelerator = accelerator;
        draft.bareNics = bareNics;
        draft.nicModel = nicModel;
        draft.nics.addAll(nics);
        draft.macs = macs;
        draft.segments = segments;
        draft.outside = outside;
        draft.line = line;
        draft.forwards = forwards;
        draft.drives.addAll(drives);
        draft.diskBus = diskBus;
        draft.append = append;
        draft.qemuArguments.addAll(qemuArguments);
        draft.bootTimeout = bootTimeout;
        draft.evidence = evidence;
        draft.credentials = credentials;
        draft.prepare = prepare;
        draft.cloudInit = cloudInit;
        draft.boot = boot;
        change.accept(draft);
        return new GuestSpec(draft);
    }

    private static final class Draft {
        final String image;
        Optional<String> name = Optional.empty();
        Optional<Integer> memoryMiB = Optional.empty();
        int cpus = 1;
        String machineType = "pc";
        AcceleratorPolicy accelerator = AcceleratorPolicy.PREFER_KVM;
        Optional<Integer> bareNics = Optional.empty();
        String nicModel = "virtio-net-pci";
        final List<Machine.Nic> nics = new ArrayList<>();
        List<String> macs = List.of();
        List<Segment> segments = List.of();
        Outside outside = Outside.NONE;
        SerialLineKind line = SerialLineKind.UNIX_SOCKET;
        List<Integer> forwards = List.of();
        final List<Path> drives = new ArrayList<>();
        String diskBus = "virtio";
        String append = "";
        final List<String> qemuArguments = new ArrayList<>();
        Optional<Duration> bootTimeout = Optional.empty();
        Optional<Path> evidence = Optional.empty();
        Credentials credentials = Credentials.none();
        Prepare prepare = Prepare.NEVER;
        boolean cloudInit;
        Boot boot = Boot.TEMPLATE;

        Draft(String image) {
            this.image = image;
        }
    }
}

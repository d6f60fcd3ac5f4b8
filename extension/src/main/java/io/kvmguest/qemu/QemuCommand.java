package io.kvmguest.qemu;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds QEMU's command line for a machine. */
final class QemuCommand {

    private final QemuBinary binary;
    private final Machine machine;
    private final Path directory;
    private final Beginning beginning;
    private final Map<Integer, Integer> cardPorts;
    private final List<String> console;
    private final List<String> words = new ArrayList<>();

    private QemuCommand(
            QemuBinary binary,
            Machine machine,
            Path directory,
            Beginning beginning,
            Map<Integer, Integer> cardPorts,
            List<String> console) {
        this.binary = binary;
        this.machine = machine;
        this.directory = directory;
        this.beginning = beginning;
        this.cardPorts = cardPorts;
        this.console = console;
    }

    /** Returns the command line; its sockets lie in the directory and are listened on before it runs. */
    static List<String> of(QemuBinary binary, Machine machine, Path directory) {
        return of(binary, machine, directory, Beginning.POWER_OFF);
    }

    static List<String> of(QemuBinary binary, Machine machine, Path directory, Beginning beginning) {
        return of(binary, machine, directory, beginning, Map.of(), List.of());
    }

    /**
     * @param cardPorts which ports of the loopback cards connect to, by their numbers; the others listen at a socket
     * @param console the words for what is behind the first serial port; none for a unix socket
     */
    static List<String> of(
            QemuBinary binary,
            Machine machine,
            Path directory,
            Beginning beginning,
            Map<Integer, Integer> cardPorts,
            List<String> console) {
        QemuCommand command = new QemuCommand(binary, machine, directory, beginning, cardPorts, console);
        command.build();
        return List.copyOf(command.words);
    }

    static Path monitorSocket(Path directory) {
        return directory.resolve("qmp.sock");
    }

    static Path consoleSocket(Path directory) {
        return directory.resolve("console.sock");
    }

    /** Over it the state of a machine is saved and restored. */
    static Path stateSocket(Path directory) {
        return directory.resolve("state.sock");
    }

    static Path channelSocket(Path directory, int number) {
        return directory.resolve("channel" + number + ".sock");
    }

    /** The id of what is behind a port on the host's side. */
    static String channelChardev(int number) {
        return "channel" + number;
    }

    /** What QEMU calls the memory of its PCs itself, so that it is the same wherever the memory lies. */
    private static final String MEMORY = "pc.ram";

    /** What stands before the number in the id of a port, by which QMP's events know it. */
    static final String CHANNEL_ID = "port";

    /** The name of a disk, by which QMP's commands about block devices know it. */
    static String diskNode(int number) {
        return "disk" + number;
    }

    /** The id of a network card, by which QMP's {@code set_link} knows it. */
    static String nicId(int number) {
        return "nic" + number;
    }

    private void build() {
        add(binary.path().toString(), "-name", "guest=" + escape(machine.name()) + ",debug-threads=on");
        add("-nodefaults", "-no-user-config", "-display", "none", "-S");
        if (binary.sandbox()) {
            words.addAll(QemuBinary.SANDBOX);
        }
        // Without graphics, SeaBIOS and through it GRUB print on the serial port, so that the log begins with the
        // firmware.
        add(
                "-machine",
                machine.type() + ",accel=" + accelerator() + ",graphics=off"
                        + (beginning.memory().isPresent() ? ",memory-backend=" + MEMORY : ""));
        add("-cpu", machine.accelerator() == Accelerator.KVM ? AcceleratorProbe.kvmCpu() : "qemu64");
        add("-m", machine.memoryMiB() + "M", "-smp", String.valueOf(machine.cpus()), "-rtc", "base=utc");
        // A panic is an event; the guest goes on, so that the console has the whole of its last words.
        add("-device", "pvpanic", "-action", "panic=none");
        beginning.memory().ifPresent(this::memory);
        beginning.state().ifPresent(state -> add("-incoming", "defer"));
        monitorAndConsole();
        if (machine.kernel().isEmpty()) {
            // A boot loader that wants graphics, as GRUB does with its stock settings, hangs where there is no card.
            add("-device", "VGA");
        }
        machine.kernel().ifPresent(kernel -> add("-kernel", absolute(kernel)));
        machine.initrd().ifPresent(initrd -> add("-initrd", absolute(initrd)));
        if (!machine.append().isEmpty()) {
            add("-append", machine.append());
        }
        // Before the drives: a card's slot, and with it its name in the guest, must not depend on how many there are.
        nics();
        drives();
        add("-device", "virtio-rng-pci");
        channels();
        words.addAll(machine.extraArguments());
    }

    private void memory(Path file) {
        add(
                "-object",
                "memory-backend-file,id=" + MEMORY + ",size=" + machine.memoryMiB() + "M,mem-path="
                        + escape(absolute(file)) + ",share=" + (beginning.shared() ? "on" : "off"));
        if (beginning.generationId()) {
            // Tells a guest that it is a clone, whose randomness is no secret of its own: docs/specs/vmgenid.
            add("-device", "vmgenid,guid=auto");
        }
    }

    private String accelerator() {
        return machine.accelerator() == Accelerator.KVM ? "kvm" : "tcg";
    }

    private void monitorAndConsole() {
        socket("qmp", monitorSocket(directory));
        add("-mon", "chardev=qmp,mode=control");
        words.addAll(console);
        if (console.isEmpty()) {
            socket(ConsoleBackEnd.ID, consoleSocket(directory));
        }
        add("-serial", "chardev:" + ConsoleBackEnd.ID);
    }

    private void drives() {
        List<Machine.Drive> drives = machine.drives();
        if (drives.stream().anyMatch(drive -> drive.bus().equals("scsi"))) {
            add("-device", "virtio-scsi-pci,id=scsi");
        }
        for (int i = 0; i < drives.size(); i++) {
            Machine.Drive drive = drives.get(i);
            String node = diskNode(i);
            add("-blockdev", blockdev(drive, node));
            add("-device", device(drive.bus()) + ",drive=" + node + ",id=drive" + i);
        }
    }

    private static String device(String bus) {
        return switch (bus) {
            case "ide" -> "ide-hd";
            case "scsi" -> "scsi-hd,bus=scsi.0";
            default -> "virtio-blk-pci";
        };
    }

    /** JSON, because it takes any path as it is. */
    private static String blockdev(Machine.Drive drive, String node) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("driver", "file");
        file.put("filename", absolute(drive.file()));
        // What a guest writes need not survive a crash of the host, so its flushes go to the page cache only.
        file.put("cache", Map.of("no-flush", true));
        Map<String, Object> disk = new LinkedHashMap<>();
        disk.put("driver", drive.format());
        disk.put("node-name", node);
        disk.put("read-only", drive.readOnly());
        disk.put("file", file);
        try {
            return JSON.std.asString(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void nics() {
        List<Machine.Nic> nics = machine.nics();
        for (int i = 0; i < nics.size(); i++) {
            Machine.Nic nic = nics.get(i);
            String id = netdevId(i);
            add("-netdev", nic.netdev().map(backEnd -> withId(backEnd, id)).orElse(unplugged(i, id)));
            add("-device", words(nic(nic, i)));
        }
    }

    /** Returns the device that is a network card, as QMP's {@code device_add} takes it. */
    static Map<String, Object> nic(Machine.Nic nic, int number) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", nic.model());
        device.put("netdev", netdevId(number));
        device.put("id", nicId(number));
        device.put("mac", nic.mac());
        if (hasBootRom(nic.model())) {
            // Firmware would load and announce it, and nobody boots from the network here.
            device.put("romfile", "");
        }
        if (nic.model().startsWith("virtio-net")) {
            // A clone has not moved, and need not tell anybody where it is.
            device.put("guest_announce", false);
        }
        return device;
    }

    static String netdevId(int number) {
        return "net" + number;
    }

    private static String words(Map<String, Object> device) {
        return device.entrySet().stream()
                .map(each -> each.getKey().equals("driver") ? each.getValue().toString() : word(each))
                .collect(Collectors.joining(","));
    }

    private static String word(Map.Entry<String, Object> property) {
        Object value = property.getValue();
        return property.getKey() + '=' + (value instanceof Boolean on ? on ? "on" : "off" : value);
    }

    /** A card without a back end makes QEMU complain; a socket that nobody connects to is a cable in nothing. */
    private String unplugged(int number, String id) {
        Integer port = cardPorts.get(number);
        return port == null
                ? "stream,id=" + id + ",server=on,addr.type=unix,addr.path="
                        + escape(cardSocket(directory, number).toString())
                : "socket,id=" + id + ",connect=127.0.0.1:" + port;
    }

    /** Returns where a card, or {@link CardRelay} for it, listens for whoever connects it, unless it has a back end of its own. */
    static Path cardSocket(Path directory, int number) {
        return directory.resolve("net" + number + ".sock");
    }

    private static String withId(String backEnd, String id) {
        int comma = backEnd.indexOf(',');
        return comma < 0 ? backEnd + ",id=" + id : backEnd.substring(0, comma) + ",id=" + id + backEnd.substring(comma);
    }

    private static boolean hasBootRom(String model) {
        return !model.startsWith("usb-") && !model.endsWith("_isa");
    }

    private void channels() {
        if (machine.channels() == 0) {
            return;
        }
        add("-device", "virtio-serial-pci,id=channels,max_ports=" + (machine.channels() + 1));
        for (int i = 0; i < machine.channels(); i++) {
            socket(channelChardev(i), channelSocket(directory, i));
        }
        // The guest's kernel takes its time for every port that it finds, so that the others come when they are needed.
        for (int number : beginning.channels()) {
            add("-device", words(channel(number)));
        }
    }

    /** Returns the device that is a channel's port, as QMP's {@code device_add} takes it. */
    static Map<String, Object> channel(int number) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", "virtserialport");
        device.put("bus", "channels.0");
        // As it is without saying so, in whatever order they come: port 0 is a console's.
        device.put("nr", number + 1);
        device.put("chardev", channelChardev(number));
        device.put("name", "kvmguest." + number);
        device.put("id", CHANNEL_ID + number);
        return device;
    }

    private void socket(String id, Path path) {
        add("-chardev", "socket,id=" + id + ",path=" + escape(path.toString()) + ",server=off");
    }

    private void add(String... arguments) {
        words.addAll(List.of(arguments));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    /** In QEMU's own notation a comma ends a value unless it is doubled. */
    private static String escape(String value) {
        return value.replace(",", ",,");
    }
}

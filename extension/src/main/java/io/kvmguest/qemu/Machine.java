package io.kvmguest.qemu;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What QEMU is asked to emulate: everything about the hardware, nothing about the guest's software.
 *
 * @param name the guest's name, used for {@code -name} and in messages
 * @param type the machine type: {@code pc} or {@code q35}, with a version if one wishes
 * @param memoryMiB how much RAM, in MiB
 * @param cpus how many virtual processors
 * @param accelerator what runs it
 * @param kernel a kernel that QEMU loads directly
 * @param initrd its initramfs
 * @param append its command line
 * @param drives disks, in order; each is attached as virtio-blk unless it says otherwise
 * @param nics network cards, in order
 * @param extraArguments appended to QEMU's command line as they are
 * @param channels how many virtio-serial ports there are beside the console; the guest sees them as
 *     {@code /dev/virtio-ports/kvmguest.0} and so on
 */
public record Machine(
        String name,
        String type,
        int memoryMiB,
        int cpus,
        Accelerator accelerator,
        Optional<Path> kernel,
        Optional<Path> initrd,
        String append,
        List<Drive> drives,
        List<Nic> nics,
        List<String> extraArguments,
        int channels) {

    public Machine {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(type, "type must not be null");
        drives = List.copyOf(drives);
        nics = List.copyOf(nics);
        extraArguments = List.copyOf(extraArguments);
        require(memoryMiB > 0, "memoryMiB (%s) must be positive", memoryMiB);
        require(cpus > 0, "cpus (%s) must be positive", cpus);
        require(channels >= 0, "channels (%s) must not be negative", channels);
        require(kernel.isPresent() || initrd.isEmpty(), "initrd (%s) needs a kernel", initrd.orElse(null));
        require(kernel.isPresent() || append.isEmpty(), "append (%s) needs a kernel", append);
    }

    /** A machine without channels. */
    public Machine(
            String name,
            String type,
            int memoryMiB,
            int cpus,
            Accelerator accelerator,
            Optional<Path> kernel,
            Optional<Path> initrd,
            String append,
            List<Drive> drives,
            List<Nic> nics,
            List<String> extraArguments) {
        this(name, type, memoryMiB, cpus, accelerator, kernel, initrd, append, drives, nics, extraArguments, 0);
    }

    /** Returns how much RAM it has, in bytes. */
    public long memoryBytes() {
        return (long) memoryMiB << 20;
    }

    /** Returns a copy with this many channels. */
    public Machine withChannels(int channels) {
        return with(drives, channels);
    }

    /** Returns a copy with other disks. */
    public Machine withDrives(List<Drive> drives) {
        return with(drives, channels);
    }

    private Machine with(List<Drive> otherDrives, int otherChannels) {
        return new Machine(
                name,
                type,
                memoryMiB,
                cpus,
                accelerator,
                kernel,
                initrd,
                append,
                otherDrives,
                nics,
                extraArguments,
                otherChannels);
    }

    /**
     * A disk.
     *
     * @param file an overlay, or a file of the test's own
     * @param format {@code qcow2} or {@code raw}
     * @param bus {@code virtio}, {@code ide} or {@code scsi}
     * @param readOnly whether the guest may not write to it; IDE disks are always writable
     */
    public record Drive(Path file, String format, String bus, boolean readOnly) {

        /** The buses that there are. */
        public static final List<String> BUSES = List.of("virtio", "ide", "scsi");

        public Drive {
            require(List.of("qcow2", "raw").contains(format), "format (%s) must be qcow2 or raw", format);
            require(BUSES.contains(bus), "bus (%s) must be virtio, ide or scsi", bus);
            require(
                    !readOnly || !bus.equals("ide"),
                    "disk %s cannot be read-only: IDE disks are always writable",
                    file);
        }
    }

    /**
     * A network card; without a {@code netdev} its cable leads nowhere: the guest sees a carrier, and nobody answers.
     *
     * @param model QEMU's name of the card, such as {@code virtio-net-pci}
     * @param mac the MAC address
     * @param netdev the back end without its id, such as {@code user,restrict=on}; empty for none
     */
    public record Nic(String model, String mac, Optional<String> netdev) {}

    private static void require(boolean condition, String message, @org.jspecify.annotations.Nullable Object value) {
        if (!condition) {
            throw new IllegalArgumentException(message.formatted(value));
        }
    }
}

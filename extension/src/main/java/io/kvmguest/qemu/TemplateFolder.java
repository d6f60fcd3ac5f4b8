package io.kvmguest.qemu;

import io.kvmguest.image.Overlay;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A folder with all that was saved of a guest: its memory, the state of its devices, its frozen disks, its console, and what
 * the host knows of it. It is a template when it has been {@linkplain #complete completed}, and never changes again.
 *
 * @param path where it is
 */
public record TemplateFolder(Path path) {

    /** The name of the fact that is the guest's name. */
    public static final String GUEST = "guest";

    /** The name of the fact that is the image's name. */
    public static final String IMAGE = "image";

    /** The name of the fact that is when the guest's boot began, as ISO 8601 has it. */
    public static final String RECORDED_AT = "recorded.at";

    /** The name of the fact that is where it was booted: the process and the host. */
    public static final String RECORDED_BY = "recorded.by";

    /** The name of the fact that is whether its machine tells it when it has become a clone. */
    public static final String GENERATION_ID = "generationId";

    private static final String FACTS = "template.properties";
    private static final String MACHINE = "machine.json";

    private static final String DRAFT = ".draft";

    /** Returns the file that is the guest's memory. */
    public Path memory() {
        return path.resolve("memory");
    }

    /** Returns the file with the state of its devices. */
    public Path devices() {
        return path.resolve("devices");
    }

    /** Returns the file with the state of its devices and its memory, while it is being made. */
    public Path devicesAndMemory() {
        return path.resolve("devices-and-memory");
    }

    /** Returns the name of the file that a guest's disk with a number is written to, wherever that lies. */
    public static String diskName(int number) {
        return "disk" + number + ".qcow2";
    }

    /** Returns the disk with a number, frozen. */
    public Path disk(int number) {
        return path.resolve(diskName(number));
    }

    /** An overlay on a frozen disk on which nothing was written yet: to copy it is faster than to make one. */
    private Path emptyOverlay(int number) {
        return path.resolve("overlay" + number + ".qcow2");
    }

    /**
     * Makes a template of what lies in the folder.
     *
     * @param machine the guest's machine
     * @param facts what the host knows of the guest
     */
    public void complete(Machine machine, Map<String, String> facts) throws IOException {
        makeEmptyOverlays(machine);
        Files.writeString(path.resolve(MACHINE), MachineText.of(machine));
        Map<String, String> all = new LinkedHashMap<>(facts);
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                force(file);
                all.put("size." + file.getFileName(), String.valueOf(Files.size(file)));
            }
        }
        Properties properties = new Properties();
        properties.putAll(all);
        Path draft = path.resolve(FACTS + DRAFT);
        try (var out = Files.newOutputStream(draft)) {
            properties.store(out, null);
        }
        force(draft);
        Files.move(draft, path.resolve(FACTS), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Has it on the disk: after a crash of the host, a file of the right size may have lost what was in it. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Returns whether it was completed; it may have been damaged since. */
    public boolean isComplete() {
        return Files.exists(path.resolve(FACTS));
    }

    /**
     * Returns what the host knows of the guest.
     *
     * @throws IOException if it is not complete, or a file is missing or has another size than it had
     */
    public Map<String, String> facts() throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(path.resolve(FACTS))) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new IOException("the facts of the template are damaged: " + e.getMessage(), e);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            if (name.startsWith("size.")) {
                Path file = path.resolve(name.substring("size.".length()));
                long size = Files.size(file);
                if (!value.equals(String.valueOf(size))) {
                    throw new IOException(file + " has " + size + " bytes, and had " + value);
                }
            } else {
                facts.put(name, value);
            }
        }
        return facts;
    }

    /**
     * Returns the machine of a clone, and makes overlays for its disks.
     *
     * @param work the directory that they are put into
     * @throws IOException if the template is damaged
     */
    public Machine machine(Path work) throws IOException {
        return onOverlays(MachineText.read(Files.readString(path.resolve(MACHINE))), work);
    }

    /**
     * Returns a machine with overlays on the frozen disks.
     *
     * @param work the directory that they are put into
     */
    public Machine onOverlays(Machine machine, Path work) throws IOException {
        makeEmptyOverlays(machine);
        List<Machine.Drive> drives = new ArrayList<>();
        for (Machine.Drive each : machine.drives()) {
            int number = drives.size();
            Path overlay = Files.copy(emptyOverlay(number), work.resolve(diskName(number)));
            drives.add(new Machine.Drive(overlay, "qcow2", each.bus(), each.readOnly()));
        }
        return machine.withDrives(drives);
    }

    private void makeEmptyOverlays(Machine machine) {
        for (int i = 0; i < machine.drives().size(); i++) {
            if (!Files.exists(emptyOverlay(i))) {
                Path unused = Overlay.create(disk(i), "qcow2", emptyOverlay(i));
            }
        }
    }

    /** Returns what tells it from another one that is built in its place; empty if there is none. */
    public String identity() {
        try {
            return String.valueOf(Files.readAttributes(path.resolve(FACTS), BasicFileAttributes.class)
                    .fileKey());
        } catch (IOException e) {
            return "";
        }
    }

    /** Takes note that it was used now. */
    public void touch() throws IOException {
        Files.setLastModifiedTime(path.resolve(FACTS), FileTime.from(Instant.now()));
    }

    /** Returns when it was used last. */
    public Instant lastUsed() throws IOException {
        return Files.getLastModifiedTime(path.resolve(FACTS)).toInstant();
    }

    /** Returns how many bytes it takes on the disk; a memory that was never written to takes none. */
    public long bytesOnDisk() throws IOException {
        return DiskUsage.of(path);
    }

    /** Deletes it. A clone that runs has its files open, and loses nothing. */
    public void delete() {
        // The facts first: what is left of it after a crash is no template any more.
        try {
            Files.deleteIfExists(path.resolve(FACTS));
        } catch (IOException e) {
            // The rest is tried all the same.
        }
        WorkDirectory.delete(path);
    }
}

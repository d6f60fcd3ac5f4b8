package io.kvmguest.qemu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The file by which programs get at KVM. */
record KvmDevice(Path path) {

    static final KvmDevice STANDARD = new KvmDevice(Path.of("/dev/kvm"));

    /** Returns why it cannot be used, or empty if it opens. */
    Optional<KvmVerdict> obstacle() {
        if (!Files.exists(path)) {
            return Optional.of(KvmVerdict.no(
                    "there is no " + path,
                    "Load the module kvm_intel or kvm_amd; in a virtual machine, have nested virtualization switched on;"
                            + " in a container, pass the device (--device " + path + ")."));
        }
        // Opening it is the only way to know: groups, ACLs and device cgroups all have a say.
        try (FileChannel opened = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return opened.isOpen() ? Optional.empty() : Optional.of(closed("it does not open"));
        } catch (IOException e) {
            return Optional.of(closed(reason(e)));
        }
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "Permission denied"
                : e instanceof FileSystemException failed && failed.getReason() != null
                        ? failed.getReason()
                        : String.valueOf(e.getMessage());
    }

    private KvmVerdict closed(String why) {
        String user = System.getProperty("user.name");
        return KvmVerdict.no(
                path + " cannot be opened for reading and writing by user " + user + ": " + why,
                "Add the user to the group that owns it (sudo usermod -aG kvm " + user + "), and log in again.");
    }
}

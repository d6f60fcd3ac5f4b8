package io.kvmguest.images;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.Boot;
import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The small guest that works on the disks of others: it needs no rights on the host, and no loop device. */
final class HelperGuest {

    /** The recipe that it is built by. */
    static final String RECIPE = "helper";

    private final Workshop workshop;
    private final Progress progress;

    HelperGuest(Workshop workshop, Progress progress) {
        this.workshop = workshop;
        this.progress = progress;
    }

    /** Builds its image, unless that is done already. */
    void build() {
        Recipe recipe = RecipeBook.own().find(RECIPE);
        if (workshop.current(recipe).isEmpty()) {
            progress.say("Building the helper guest, once");
            var unused = workshop.build(recipe, Workshop.When.NEEDED);
        }
    }

    /** Boots it with a disk as {@code /dev/vda}, which it writes to. */
    Guest boot(Path qcow2) {
        progress.step("booting the helper guest");
        return Guest.start(GuestSpec.of(RECIPE)
                .nics(0)
                .boot(Boot.COLD)
                .qemuArguments("-blockdev", blockdev(qcow2), "-device", "virtio-blk-pci,drive=target"));
    }

    /** JSON, because it takes any path as it is. */
    private static String blockdev(Path qcow2) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("driver", "file");
        file.put("filename", qcow2.toAbsolutePath().toString());
        // What is done is thrown away if this host crashes before its end.
        file.put("cache", Map.of("no-flush", true));
        Map<String, Object> disk = new LinkedHashMap<>();
        disk.put("driver", "qcow2");
        disk.put("node-name", "target");
        disk.put("file", file);
        try {
            return JSON.std.asString(disk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

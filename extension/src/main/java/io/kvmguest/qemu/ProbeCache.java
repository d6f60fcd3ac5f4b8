package io.kvmguest.qemu;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a verdict on disk, until the host boots anew or another QEMU is installed.
 *
 * @param file where
 * @param key what it holds for
 */
record ProbeCache(Path file, String key) {

    /** Goes up when the probe measures something else. */
    private static final int FORMAT = 1;

    private static final System.Logger LOG = System.getLogger(ProbeCache.class.getName());

    /** Returns the cache for a QEMU on the present boot of this host. */
    static ProbeCache of(Path cacheDirectory, QemuBinary binary, String bootId) {
        String program = binary.path().toAbsolutePath().toString().replaceAll("[^A-Za-z0-9.]+", "-");
        return new ProbeCache(
                cacheDirectory.resolve("probe").resolve("kvm" + program + ".json"),
                FORMAT + " " + bootId + " " + binary.path() + " " + binary.version());
    }

    /** Returns what was kept; what cannot be read, or holds for something else, was not. */
    Optional<KvmVerdict> read() {
        try {
            Map<String, Object> kept = JSON.std.mapFrom(Files.readAllBytes(file));
            return key.equals(kept.get("key"))
                            && kept.get("works") instanceof Boolean works
                            && kept.get("reason") instanceof String reason
                            && kept.get("cpu") instanceof String cpu
                    ? Optional.of(new KvmVerdict(works, reason, works ? "" : mend(), cpu))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps a verdict. Failing to is no harm: the next JVM probes again. */
    void write(KvmVerdict verdict) {
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("key", key);
        kept.put("works", verdict.works());
        kept.put("reason", verdict.reason());
        kept.put("cpu", verdict.cpu());
        try {
            Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
            Path whole = Files.createTempFile(directory, "kvm", ".new");
            try {
                Files.writeString(whole, JSON.std.asString(kept));
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "What the KVM probe found could not be kept in " + file, e);
        }
    }

    /** What to do about a verdict that came from a trial. */
    String mend() {
        return "Stock kernels will not boot under it. This was found once for this boot of the host; to try again, delete "
                + file + ".";
    }
}

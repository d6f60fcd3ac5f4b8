package io.kvmguest.images;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Identifies the content of an image's disk, with all files that it is an overlay on. What a file held is remembered as
 * long as its size, its time and its inode stay: 2 GB take seconds to read.
 */
final class ContentKey {

    private final CacheDirectory cache;
    private final Tools tools;

    ContentKey(CacheDirectory cache, Tools tools) {
        this.cache = cache;
        this.tools = tools;
    }

    /**
     * Returns the key, of hexadecimal digits.
     *
     * @param more what else is to change it
     */
    String of(Image image, String more) throws IOException {
        StringBuilder content = new StringBuilder(more);
        for (Path file : chain(image)) {
            // With its place: an overlay on it names that.
            content.append('\n').append(file).append(' ').append(digest(file));
        }
        return Digests.of(content.toString()).substring(0, 24);
    }

    private List<Path> chain(Image image) throws IOException {
        Path disk = image.disk().orElseThrow().toRealPath();
        StringBuilder json = new StringBuilder();
        Tools.Result result = tools.run(
                List.of(
                        "qemu-img",
                        "info",
                        "-U",
                        "--backing-chain",
                        "--output=json",
                        "-f",
                        image.diskFormat(),
                        disk.toString()),
                line -> json.append(line).append('\n'));
        if (result.status() != 0) {
            throw new IOException("qemu-img cannot read " + disk + ": " + String.join(" ", result.tail()));
        }
        List<Path> chain = new ArrayList<>();
        for (Object file : JSON.std.listFrom(json.toString())) {
            chain.add(Path.of(String.valueOf(((Map<?, ?>) file).get("filename"))));
        }
        return chain;
    }

    private String digest(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ino,ctime");
        String state = attributes.get("size") + " " + attributes.get("lastModifiedTime") + " " + attributes.get("ino")
                + " " + attributes.get("ctime");
        Path memory = cache.path().resolve("digests").resolve(Digests.of(file.toString()));
        if (Files.exists(memory)) {
            String[] lines = Files.readString(memory).split("\n", 2);
            if (lines[0].equals(state) && lines.length == 2) {
                return lines[1];
            }
        }
        String digest = Digests.of(file);
        Files.createDirectories(memory.getParent());
        Path draft = Files.createTempFile(memory.getParent(), ".digest", "");
        Files.writeString(draft, state + "\n" + digest);
        Files.move(draft, memory, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return digest;
    }
}

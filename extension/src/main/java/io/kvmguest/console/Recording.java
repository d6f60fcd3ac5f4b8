package io.kvmguest.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;

/**
 * What the console of a guest has printed and what was typed on it, read from a file. {@link ReplayLine} plays it.
 *
 * <p>What the end of a file's name says it is, each also compressed, with {@code .gz} behind it:
 *
 * <ul>
 *   <li>{@code .cast}: an asciicast of version 2 or 3
 *       (<a href="https://docs.asciinema.org/manual/asciicast/v2/">docs.asciinema.org</a>), as asciinema writes it, and a
 *       guest's evidence holds it as {@code console.cast}. Its events {@code "o"} are what was printed, {@code "i"} what was
 *       typed; all others are passed over.
 *   <li>{@code .log}, {@code .raw}, {@code .txt}: every byte that was printed, and nothing else. It all came at time zero,
 *       unless a file {@code console.times} lies beside a {@code console.raw}, as in a guest's template.
 * </ul>
 *
 * <p>An asciicast is text. Where a guest has printed bytes that are no UTF-8, its header says so: with
 * {@code "kvmguest": {"charset": "ISO-8859-1"}} each character stands for one byte, and none is lost. A
 * marker ({@code "m"}) in front of what was typed says {@code kvmguest: a secret}, which stands for anything, or {@code kvmguest:
 * the root shell} where it was this library that has typed it, to log in or to run a command.
 */
public final class Recording {

    private static final Pattern CAST = Pattern.compile("\\.cast(?:\\.gz)?$");
    private static final Pattern RAW = Pattern.compile("\\.(?:log|raw|txt)(?:\\.gz)?$");
    private static final String NAMES =
            ".cast (an asciicast), .log, .raw or .txt (what was printed), or one of these and .gz";

    private final String name;
    private final List<RecordedEvent> events;
    private final Instant began;
    private final Map<String, String> facts;

    /**
     * @param began when it began; the epoch where that is not known
     * @param facts what the header says under {@code kvmguest}
     */
    Recording(String name, List<RecordedEvent> events, Instant began, Map<String, String> facts) {
        this.name = name;
        this.events = List.copyOf(events);
        this.began = began;
        this.facts = Map.copyOf(facts);
    }

    /**
     * Reads a file, or the console of a folder of evidence: {@code console.cast}, else {@code console.raw} or
     * {@code console.log}.
     *
     * @throws RecordingException if it is not there or cannot be read, or is no recording
     */
    public static Recording read(Path path) {
        if (Files.isDirectory(path)) {
            for (String each : List.of("console.cast", "console.raw", "console.log")) {
                if (Files.isRegularFile(path.resolve(each))) {
                    return read(path.resolve(each));
                }
            }
            throw new RecordingException(
                    "Folder " + path + " holds no recording: neither console.cast nor console.raw nor console.log");
        }
        if (!Files.exists(path)) {
            throw new RecordingException("There is no recording " + path.toAbsolutePath());
        }
        Path times = path.resolveSibling("console.times");
        String name = String.valueOf(path.getFileName());
        try (InputStream in = Files.newInputStream(path)) {
            return name.equals("console.raw") && Files.isRegularFile(times)
                    ? timed(name, in.readAllBytes(), Files.readAllBytes(times))
                    : read(in, name);
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    /**
     * Reads what a stream gives, such as a resource on the class path, to its end.
     *
     * @param name its name, whose end says what it is; a path in front of that is passed over
     * @throws RecordingException if it cannot be read, or is no recording
     */
    public static Recording read(InputStream in, String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        String lowerCase = file.toLowerCase(Locale.ROOT);
        boolean isCast = CAST.matcher(lowerCase).find();
        if (!isCast && !RAW.matcher(lowerCase).find()) {
            throw new RecordingException(file + " is no recording: the name of one ends in " + NAMES);
        }
        byte[] bytes;
        try {
            bytes = lowerCase.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return isCast ? new CastReader(file, bytes).read() : printed(file, bytes);
    }

    /** Returns a recording of what was printed at time zero. */
    public static Recording of(String name, byte[] printed) {
        return printed(name, printed.clone());
    }

    private static Recording printed(String name, byte[] bytes) {
        List<RecordedEvent> events =
                bytes.length == 0 ? List.of() : List.of(new RecordedEvent(RecordedEvent.Kind.PRINTED, 0, bytes, 0));
        return new Recording(name, events, Instant.EPOCH, Map.of());
    }

    /** Reads what {@link SerialConsole#save} has written. */
    private static Recording timed(String name, byte[] bytes, byte[] times) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(times))) {
            long unusedAge = in.readLong();
            int from = 0;
            long at = 0;
            while (from < bytes.length) {
                boolean more = in.available() >= 2 * Long.BYTES;
                int to = more ? Math.toIntExact(in.readLong()) : bytes.length;
                if (to < from || to > bytes.length) {
                    throw new IOException("console.times is not that of this file");
                }
                if (to > from) {
                    events.add(
                            new RecordedEvent(RecordedEvent.Kind.PRINTED, at, Arrays.copyOfRange(bytes, from, to), 0));
                }
                from = to;
                at = more ? Math.max(at, in.readLong()) : at;
            }
        }
        return new Recording(name, events, Instant.EPOCH, Map.of());
    }

    private static RecordingException unreadable(String name, IOException e) {
        return new RecordingException("Recording " + name + " cannot be read: " + e, e);
    }

    /** Returns the name of its file. */
    public String name() {
        return name;
    }

    /** Returns when it began; the epoch where it does not say. */
    public Instant began() {
        return began;
    }

    /** Returns how long it took. */
    public Duration duration() {
        return events.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(events.get(events.size() - 1).at());
    }

    /** Returns whether it tells of something that was typed. */
    public boolean hasTyping() {
        return events.stream().anyMatch(RecordedEvent::isTyped);
    }

    /** Returns what its header says of the guest, by name; for whoever has written that. */
    public Map<String, String> facts() {
        return facts;
    }

    /** Returns all that was printed, with the times at which it came, without playing it. */
    public Transcript transcript() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        LongStream.Builder offsets = LongStream.builder();
        LongStream.Builder times = LongStream.builder();
        for (RecordedEvent each : events) {
            if (!each.isTyped()) {
                offsets.add(printed.size());
                times.add(each.at());
                printed.writeBytes(each.bytes());
            }
        }
        long[] starts = offsets.build().toArray();
        long[] at = times.build().toArray();
        return new StoredTranscript(
                ByteStore.of(printed.toByteArray()),
                offset -> {
                    int found = Arrays.binarySearch(starts, offset);
                    int event = found >= 0 ? found : -found - 2;
                    return event < 0 ? 0 : at[event];
                },
                null);
    }

    List<RecordedEvent> events() {
        return events;
    }

    @Override
    public String toString() {
        return name;
    }
}

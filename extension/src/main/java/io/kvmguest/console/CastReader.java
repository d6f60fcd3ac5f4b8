package io.kvmguest.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.console.RecordedEvent.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an asciicast: a header and then one event in each line, all of them JSON. */
final class CastReader {

    static final String OURS = "kvmguest";
    static final String CHARSET = "charset";

    private static final int QUOTED = 60;

    private final String name;
    private final byte[] file;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private Charset charset = StandardCharsets.UTF_8;
    private Instant began = Instant.EPOCH;
    private boolean intervals;
    private Kind typed = Kind.TYPED;
    private long now;

    CastReader(String name, byte[] file) {
        this.name = name;
        this.file = file;
    }

    Recording read() {
        String[] lines = text().split("\n", -1);
        header(lines[0]);
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                event(i + 1, line);
            }
        }
        return new Recording(name, events, began, facts);
    }

    private String text() {
        if (file.length == 0) {
            throw new RecordingException(name + " is no asciicast: it is empty");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RecordingException(name + " is no asciicast: it is not UTF-8", e);
        }
    }

    private void header(String line) {
        Map<String, Object> header;
        try {
            header = JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw broken(1, "not the header of an asciicast, which is a JSON object: " + cut(line), e);
        }
        Object version = header.get("version");
        if (!Integer.valueOf(2).equals(version) && !Integer.valueOf(3).equals(version)) {
            throw broken(1, "its version is " + version + "; what can be read are asciicasts of version 2 and 3", null);
        }
        intervals = Integer.valueOf(3).equals(version);
        if (header.get("timestamp") instanceof Number seconds) {
            began = Instant.ofEpochSecond(seconds.longValue());
        }
        if (header.get(OURS) instanceof Map<?, ?> ours) {
            ours.forEach((key, value) -> facts.put(String.valueOf(key), String.valueOf(value)));
        }
        String said = facts.getOrDefault(CHARSET, "UTF-8");
        charset = switch (said) {
            case "UTF-8" -> StandardCharsets.UTF_8;
            case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> throw broken(1, "its charset is " + said + "; known are UTF-8 and ISO-8859-1", null);
        };
    }

    private void event(int number, String line) {
        List<Object> event;
        try {
            event = JSON.std.listFrom(line);
        } catch (IOException e) {
            throw noEvent(number, line, e);
        }
        if (event.size() != 3
                || !(event.get(0) instanceof Number seconds)
                || !(event.get(1) instanceof String code)
                || !(event.get(2) instanceof String data)
                || !(seconds.doubleValue() >= 0)) {
            throw noEvent(number, line, null);
        }
        long time = Math.round(seconds.doubleValue() * 1e9);
        // Time does not go back, whatever a tool has made of the file.
        now = intervals ? now + time : Math.max(now, time);
        switch (code) {
            case "o" -> add(Kind.PRINTED, number, data);
            case "i" -> {
                add(typed, number, data);
                typed = Kind.TYPED;
            }
            case "m" -> typed = Kind.typedBehind(data);
            default -> {
                // Others are to be passed over.
            }
        }
    }

    private void add(Kind kind, int line, String data) {
        if (data.isEmpty()) {
            return;
        }
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(data));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            events.add(new RecordedEvent(kind, now, bytes, line));
        } catch (CharacterCodingException e) {
            throw broken(line, "holds a character that " + charset + ", its charset, does not have", e);
        }
    }

    private RecordingException noEvent(int number, String line, @Nullable IOException e) {
        return broken(number, "not an event, which is [seconds, \"o\" or \"i\", \"text\"]: " + cut(line), e);
    }

    private RecordingException broken(int line, String why, @Nullable Exception cause) {
        String message = name + ", line " + line + ": " + why;
        return cause == null ? new RecordingException(message) : new RecordingException(message, cause);
    }

    private static String cut(String line) {
        return line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "…";
    }
}

package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A shell of the guest that reads its commands from a port and answers there. The port is clean: nobody else writes to it,
 * and no terminal changes a byte. One request at a time.
 */
final class PortShell {

    /** No text has it, so that a search for the separator seldom stops. */
    private static final char RECORD_SEPARATOR = '\036';

    private static final int LETTERS = 16;

    private final Port port;
    private final RandomGenerator random;

    PortShell(Port port, RandomGenerator random) {
        this.port = port;
        this.random = random;
    }

    Port port() {
        return port;
    }

    /**
     * Sends a request.
     *
     * @param code what the shell carries out: it separates sections by {@code printf "$N"} and sets {@code r} to the text
     *     at the end. It is read as a whole before it begins, so that it may itself read what is sent after its answer has
     *     begun.
     * @param sections where the bytes of the sections go
     */
    Reply send(String code, ByteWait wait, List<? extends OutputStream> sections) {
        return send(newSeparator(), code, wait, sections);
    }

    /** Returns a separator that nobody knows yet. */
    String newSeparator() {
        return RECORD_SEPARATOR + Signature.letters(random, LETTERS);
    }

    static byte[] bytes(String separator) {
        return separator.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a request with a separator that the caller has chosen. */
    Reply send(String separator, String code, ByteWait wait, List<? extends OutputStream> sections) {
        Reply reply = new Reply(port, bytes(separator), sections);
        port.send("{ N='" + separator + "' r=;printf \"$N\"\n" + code + "\nprintf \"$N%s\\n\" \"$r\"\n}\n", wait);
        return reply;
    }

    /**
     * Sends a request and waits for the text at the end of its answer.
     *
     * @throws WireBrokenException if it does not come in time
     */
    String ask(String code, long until, ByteWait wait) {
        ByteArrayOutputStream nothing = new ByteArrayOutputStream();
        Reply reply = send(code, wait, List.of(nothing));
        if (!reply.await(until, wait)) {
            throw new WireBrokenException("has not answered on its port " + port.name());
        }
        return reply.text();
    }
}

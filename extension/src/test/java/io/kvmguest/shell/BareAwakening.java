package io.kvmguest.shell;

import io.kvmguest.console.SerialLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** What is said to a clone when it wakes up, and what it answers, by bytes on its sockets. */
public final class BareAwakening {

    private final SerialLine control;
    private final SerialLine waker;

    /** Talks over the lines of the ports that the control shell and the program that wakes up clones have. */
    public BareAwakening(List<SerialLine> ports) {
        this.control = ports.get(0);
        this.waker = ports.get(1);
    }

    /** Says it all. */
    public void begin() throws IOException {
        byte[] request = WakeProgram.request(new Random(1), Instant.now());
        waker.write(request, 0, request.length);
        byte[] question = "while read -r x w z&&[ $x != Uid: ];do :;done </proc/self/status;echo $((20000+22222)).$w\n"
                .getBytes(StandardCharsets.US_ASCII);
        control.write(question, 0, question.length);
    }

    /** Waits for both answers. */
    public void await() throws IOException {
        byte[] bytes = new byte[256];
        for (int length = 0; length < WakeProgram.ANSWER; ) {
            length += waker.read(bytes, length, bytes.length - length);
        }
        int length = 0;
        while (length == 0 || bytes[length - 1] != '\n') {
            length += control.read(bytes, length, bytes.length - length);
        }
        String answer = new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
        if (!answer.equals("42222.0")) {
            throw new IOException("the clone answered \"" + answer + '"');
        }
    }
}

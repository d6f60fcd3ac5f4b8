package io.kvmguest.shell;

import io.kvmguest.console.ByteWait;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Talks to the {@link WakeProgram} of a guest, on a port that is nobody else's until then. */
final class Waker {

    private final Port port;
    private final ControlShell control;
    private final RandomGenerator random;
    private final Duration patience;

    Waker(Port port, ControlShell control, RandomGenerator random, Duration patience) {
        this.port = port;
        this.control = control;
        this.random = random;
        this.patience = patience;
    }

    /** Puts the program into the guest. */
    void install(String file) {
        // Without anything to read it ends at once; where no program may be run, on a file system that is mounted so,
        // the
        // shell would tell too late.
        String answer = control.ask(
                "v=;" + WakeProgram.install(file) + "&&{ " + file + " </dev/null;[ $? = " + WakeProgram.TRIED
                        + " ];}&&v=p\nr=$v",
                port.waitFor("a program that wakes up clones"));
        if (!answer.equals("p")) {
            throw new WakeUpException("a program cannot be put into " + file);
        }
    }

    /** Starts it. The one that ran before may not have let go of the port yet. */
    void start(String file) {
        ByteWait wait = port.waitFor("the start of the program that wakes up clones");
        port.expectOpening();
        String run = "{ " + file + " <&4 >&4 3</dev/urandom 4>&- & } 4<>" + PortCode.DEVICE + "&&v=p";
        long until = port.nanos() + patience.toNanos();
        while (!control.ask("v=;" + PortCode.with(port.name(), run) + "\nr=$v", wait)
                .equals("p")) {
            if (port.nanos() - until >= 0) {
                throw new WakeUpException(file + " cannot be started on the port " + port.name());
            }
        }
    }

    /** Has the program do its work. */
    String wakeUp() {
        return begin().get();
    }

    /** Sends what it has to do; what is returned waits until it is done, and until the root shell is proven. */
    Supplier<String> begin() {
        ByteWait wait = port.waitFor("its awakening");
        port.send(WakeProgram.request(random, Instant.now()), wait);
        Supplier<Boolean> proof = control.beginProof(random, wait);
        return () -> {
            try {
                byte[] answer = answer(wait);
                if (!proof.get()) {
                    throw new WakeUpException("its root shell did not compute a sum as root");
                }
                return WakeProgram.answer(answer);
            } catch (WireBrokenException e) {
                throw new WakeUpException("its root shell " + e.getMessage());
            }
        };
    }

    private byte[] answer(ByteWait wait) {
        long until = port.nanos() + patience.toNanos();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (answer.size() < WakeProgram.ANSWER) {
            byte[] chunk = port.next(until, wait);
            if (chunk == null) {
                throw new WakeUpException("it was not awake within " + Words.duration(patience));
            }
            answer.writeBytes(chunk);
        }
        return answer.toByteArray();
    }
}

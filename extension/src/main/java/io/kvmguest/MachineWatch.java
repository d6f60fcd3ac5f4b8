package io.kvmguest;

import io.kvmguest.boot.Firmware;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Ending.Kind;
import io.kvmguest.console.Mark;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.qemu.QemuExit;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.QmpEvent;
import io.kvmguest.shell.GuestPorts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tells a console what becomes of the machine, so that nobody waits for a guest that is gone. */
final class MachineWatch {

    /**
     * The kernel's last words arrive on the console a moment after the device has told of the panic, and they say why it
     * was.
     */
    private static final long LAST_WORDS_MILLIS = 500;

    /** Whatever boots prints more than this many bytes. */
    private static final int LESS_THAN_A_BOOT = 40;

    private final AtomicLong lastReset = new AtomicLong(-1);
    private final SerialConsole console;
    private final GuestPorts ports;
    private final AtomicReference<@Nullable CompletableFuture<Mark>> expected = new AtomicReference<>();

    private MachineWatch(SerialConsole console, GuestPorts ports) {
        this.console = console;
        this.ports = ports;
    }

    /** Watches from now on, until QEMU has ended. */
    static MachineWatch start(QemuProcess qemu, SerialConsole console, GuestPorts ports) {
        MachineWatch watch = new MachineWatch(console, ports);
        qemu.qmp().onEvent(watch::happened);
        var unused = qemu.exit().thenAccept(watch::ended);
        return watch;
    }

    /**
     * Takes the next reset for one that somebody wants; returns where the console was then. The firmware may have printed before
     * QEMU's word of it is heard.
     */
    CompletableFuture<Mark> expectReset() {
        Mark asked = console.mark();
        CompletableFuture<Mark> reset = new CompletableFuture<>();
        expected.set(reset);
        return reset.thenApply(
                told -> Firmware.beginning(console.transcript(), asked, told).orElse(told));
    }

    // https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html, "Run state"
    private void happened(QmpEvent event) {
        boolean byGuest = Boolean.TRUE.equals(event.data().get("guest"));
        switch (event.name()) {
            case "SHUTDOWN" -> {
                if (byGuest) {
                    console.end(new Ending(Kind.POWER_OFF, "the guest powered itself off"));
                }
            }
            case "RESET" -> {
                CompletableFuture<Mark> wanted = expected.getAndSet(null);
                long before = lastReset.getAndSet(console.mark().offset());
                if (wanted == null && before >= 0 && console.mark().offset() - before < LESS_THAN_A_BOOT) {
                    return; // a kernel asks for it in several ways, until it is gone
                }
                if (wanted != null) {
                    wanted.complete(console.mark());
                    console.lookAgain();
                } else if (byGuest) {
                    console.end(new Ending(Kind.RESET, "the guest reset itself"));
                }
            }
            case "VSERPORT_CHANGE" ->
                ports.changed(
                        QemuProcess.channelNumber(String.valueOf(event.data().get("id"))),
                        Boolean.TRUE.equals(event.data().get("open"))
                                ? GuestPorts.State.OPEN
                                : GuestPorts.State.CLOSED);
            case "GUEST_PANICKED" -> {
                Mark at = console.mark();
                Executor later = CompletableFuture.delayedExecutor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
                later.execute(() -> console.end(new Ending(Kind.PANIC, "the guest's kernel panicked"), at));
            }
            default -> {
                // Nothing that ends a wait.
            }
        }
    }

    private void ended(QemuExit exit) {
        String stderr = exit.stderr().strip();
        console.end(new Ending(Kind.MACHINE_DIED, exit.describe() + (stderr.isEmpty() ? "" : ": " + stderr)));
    }
}

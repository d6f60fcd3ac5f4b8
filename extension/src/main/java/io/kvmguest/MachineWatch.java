package io.kvmguest;

import io.kvmguest.console.Ending;
import io.kvmguest.console.Ending.Kind;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.qemu.QemuExit;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.QmpEvent;
import io.kvmguest.shell.GuestPorts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Tells a console what becomes of the machine, so that nobody waits for a guest that is gone. */
final class MachineWatch {

    /**
     * The kernel's last words arrive on the console a moment after the device has told of the panic, and they say why it
     * was.
     */
    private static final long LAST_WORDS_MILLIS = 500;

    private final SerialConsole console;
    private final GuestPorts ports;

    private MachineWatch(SerialConsole console, GuestPorts ports) {
        this.console = console;
        this.ports = ports;
    }

    /** Watches from now on, until QEMU has ended. */
    static void start(QemuProcess qemu, SerialConsole console, GuestPorts ports) {
        MachineWatch watch = new MachineWatch(console, ports);
        qemu.qmp().onEvent(watch::happened);
        var unused = qemu.exit().thenAccept(watch::ended);
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
                if (byGuest) {
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
                Executor later = CompletableFuture.delayedExecutor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
                later.execute(() -> console.end(new Ending(Kind.PANIC, "the guest's kernel panicked")));
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

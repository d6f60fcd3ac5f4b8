package io.kvmguest.images;

import io.kvmguest.console.SerialLine;
import io.kvmguest.qemu.AcceleratorPolicy;
import io.kvmguest.qemu.AcceleratorProbe;
import io.kvmguest.qemu.Machine;
import io.kvmguest.qemu.QemuExit;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.qemu.QemuStartException;
import io.kvmguest.qemu.WorkDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A machine with an empty disk that boots an installer from an ISO image, with a display and a way to port 22, both on
 * loopback only. It ends when it is powered off.
 */
final class Installation {

    private static final int FIRST_SSH_PORT = 2222;
    private static final int FIRST_DISPLAY_PORT = 5900;
    private static final int PORTS = 100;

    private final Tools tools;

    Installation(Tools tools) {
        this.tools = tools;
    }

    /** How people see it and type. */
    enum Display {
        VNC,
        SPICE
    }

    /**
     * What is wished for.
     *
     * @param size the disk's, such as {@code 5G}
     * @param memory in MiB
     */
    record Order(Path iso, Path out, String size, int memory, int cpus, Display display) {}

    /** How to get at it while it runs. */
    record Access(Display display, int displayPort, int sshPort) {

        String viewer() {
            return display == Display.SPICE
                    ? "remote-viewer spice://127.0.0.1:" + displayPort
                    : "vncviewer 127.0.0.1:" + displayPort;
        }

        String ssh() {
            return "ssh -p " + sshPort + " USER@127.0.0.1";
        }
    }

    /**
     * Makes the disk and runs the installer to its end.
     *
     * @param running is told how to get at it, when it runs
     * @throws WorkshopException if there is no such ISO image, the disk exists, or QEMU does not run or fails; a disk that
     *     was written to is kept
     */
    void run(Order order, Consumer<Access> running) {
        if (!Files.isRegularFile(order.iso())) {
            throw new WorkshopException("There is no ISO image " + order.iso().toAbsolutePath() + ".");
        }
        if (Files.exists(order.out())) {
            throw new WorkshopException(order.out().toAbsolutePath()
                    + " exists, and is not overwritten: name another file" + " with -o, or remove it.");
        }
        try {
            Tools.Result made = tools.run(
                    List.of(
                            "qemu-img",
                            "create",
                            "-q",
                            "-f",
                            "qcow2",
                            order.out().toAbsolutePath().toString(),
                            order.size()),
                    line -> {});
            if (made.status() != 0) {
                throw new WorkshopException("The disk " + order.out().toAbsolutePath() + " could not be made."
                        + Excerpt.of("qemu-img said", made.tail(), 5));
            }
            long empty = Files.size(order.out());
            boolean ended = false;
            try {
                install(order, running);
                ended = true;
            } finally {
                if (!ended && Files.size(order.out()) == empty) {
                    Files.delete(order.out());
                }
            }
        } catch (IOException e) {
            throw new WorkshopException("The installation failed: " + e.getMessage(), e);
        }
    }

    private static void install(Order order, Consumer<Access> running) throws IOException {
        Access access = new Access(order.display(), free(FIRST_DISPLAY_PORT), free(FIRST_SSH_PORT));
        Path work = WorkDirectory.create();
        try (QemuProcess qemu = QemuProcess.start(machine(order, access), work)) {
            drain(qemu.console());
            qemu.resume();
            running.accept(access);
            QemuExit exit = qemu.exit().join();
            if (exit.exitStatus().orElse(-1) != 0) {
                throw new WorkshopException("The installation did not end well: " + exit.describe() + ".\n  The disk: "
                        + order.out().toAbsolutePath()
                        + Excerpt.of("QEMU said", exit.stderr().lines().toList(), 5));
            }
        } catch (QemuStartException e) {
            throw new WorkshopException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Machine machine(Order order, Access access) {
        return new Machine(
                "installation",
                "pc",
                order.memory(),
                order.cpus(),
                AcceleratorProbe.choose(AcceleratorPolicy.PREFER_KVM),
                Optional.empty(),
                Optional.empty(),
                "",
                // The disk on the bus that guests will have it on: installers note down its name.
                List.of(new Machine.Drive(order.out(), "qcow2", "virtio", false)),
                List.of(new Machine.Nic(
                        "virtio-net-pci",
                        "52:54:00:12:34:56",
                        Optional.of("user,hostfwd=tcp:127.0.0.1:" + access.sshPort() + "-:22"))),
                arguments(order, access));
    }

    static List<String> arguments(Order order, Access access) {
        String iso = order.iso().toAbsolutePath().toString().replace(",", ",,");
        List<String> display = order.display() == Display.SPICE
                ? List.of(
                        "-device",
                        "qxl-vga",
                        "-spice",
                        "port=" + access.displayPort() + ",addr=127.0.0.1,disable-ticketing=on")
                : List.of("-device", "VGA", "-vnc", "127.0.0.1:" + (access.displayPort() - FIRST_DISPLAY_PORT));
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "-drive",
                "file=" + iso + ",format=raw,if=ide,media=cdrom,readonly=on",
                // The first time from the ISO image, and after the installer's reboot from the disk.
                "-boot",
                "once=d",
                "-device",
                "usb-ehci",
                "-device",
                "usb-tablet"));
        arguments.addAll(display);
        return List.copyOf(arguments);
    }

    /** What is printed on its serial port is not needed, and would stop it if nobody read it. */
    private static void drain(SerialLine line) {
        Thread thread = new Thread(
                () -> {
                    byte[] buffer = new byte[4096];
                    try {
                        while (line.read(buffer, 0, buffer.length) >= 0) {}
                    } catch (IOException e) {
                        // The machine is gone, and so is what it had to say.
                    }
                },
                "kvmguest-installation");
        thread.setDaemon(true);
        thread.start();
    }

    private static int free(int first) {
        for (int port = first; port < first + PORTS; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException e) {
                // Taken: the next, then.
            }
        }
        throw new WorkshopException("No port from " + first + " to " + (first + PORTS - 1) + " is free on 127.0.0.1.");
    }
}

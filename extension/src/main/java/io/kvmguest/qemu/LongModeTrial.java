package io.kvmguest.qemu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the {@link ProbeProgram} in a guest and says what became of it. */
final class LongModeTrial {

    /**
     * How long the firmware may take: 0.1 s on hardware; 3 s were seen where 16-bit code is emulated one instruction at a
     * time.
     */
    private static final Duration FIRMWARE = Duration.ofSeconds(20);

    /** How long the program may take: 0.1 s on hardware, a minute and more where KVM crawled. The rest is for busy hosts. */
    private static final Duration WORK = Duration.ofSeconds(3);

    private final Accelerator accelerator;
    private final String cpu;
    private final byte[] sector;
    private final Duration firmware;
    private final Duration work;

    LongModeTrial(Accelerator accelerator, String cpu) {
        this(accelerator, cpu, ProbeProgram.sector(), FIRMWARE, WORK);
    }

    LongModeTrial(Accelerator accelerator, String cpu, byte[] sector, Duration firmware, Duration work) {
        this.accelerator = accelerator;
        this.cpu = cpu;
        this.sector = sector;
        this.firmware = firmware;
        this.work = work;
    }

    /** Why a trial was broken off. */
    private enum Cut {
        FIRMWARE,
        WORK,
        STOPPED
    }

    /** Runs it, which takes some tenths of a second where all is well. */
    TrialOutcome run() {
        Path directory = WorkDirectory.create();
        Machine machine;
        try {
            machine = machine(Files.write(directory.resolve("probe.img"), sector));
        } catch (IOException e) {
            WorkDirectory.delete(directory);
            throw new UncheckedIOException("The probe could not write its disk: " + e, e);
        }
        try (QemuProcess qemu = QemuProcess.start(machine, directory)) {
            return watch(qemu);
        } catch (QemuStartException e) {
            return new TrialOutcome.Refused(e.gist());
        } catch (QmpException e) {
            return new TrialOutcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Machine machine(Path disk) {
        return new Machine(
                "probe",
                "pc",
                32,
                1,
                accelerator,
                Optional.empty(),
                Optional.empty(),
                "",
                List.of(new Machine.Drive(disk, "raw", "ide", false)),
                List.of(),
                List.of("-cpu", cpu));
    }

    private TrialOutcome watch(QemuProcess qemu) {
        AtomicReference<Cut> cut = new AtomicReference<>();
        // QEMU stops a guest by itself when KVM reports an internal error, and for nothing else here.
        qemu.qmp().onEvent(event -> {
            if (event.name().equals("STOP")) {
                cut(qemu, cut, Cut.STOPPED);
            }
        });
        ProbeReading reading = new ProbeReading(System::nanoTime);
        qemu.resume();
        Future<?> alarm = Daemon.later(firmware, "probe", () -> cut(qemu, cut, Cut.FIRMWARE));
        try {
            byte[] buffer = new byte[1024];
            while (!reading.isComplete()) {
                int count = qemu.console().read(buffer, 0, buffer.length);
                if (count < 0) {
                    break;
                }
                boolean running = reading.isRunning();
                reading.accept(buffer, count);
                if (!running && reading.isRunning()) {
                    alarm.cancel(false);
                    alarm = Daemon.later(work, "probe", () -> cut(qemu, cut, Cut.WORK));
                }
            }
        } catch (IOException e) {
            return new TrialOutcome.Refused(String.valueOf(e.getMessage()));
        } finally {
            alarm.cancel(false);
        }
        return outcome(qemu, reading, Optional.ofNullable(cut.get()));
    }

    private TrialOutcome outcome(QemuProcess qemu, ProbeReading reading, Optional<Cut> cut) {
        if (reading.isComplete()) {
            return reading.answer().equals(ProbeProgram.answer())
                    ? new TrialOutcome.Passed(reading.time())
                    : new TrialOutcome.Wrong(reading.answer());
        }
        if (cut.isEmpty()) {
            QemuExit exit = qemu.exit().join();
            return new TrialOutcome.Refused(exit.describe()
                    + Quote.gist(exit.stderr()).map(words -> " (" + words + ")").orElse(""));
        }
        return switch (cut.get()) {
            case FIRMWARE -> new TrialOutcome.Silent(firmware);
            case WORK -> new TrialOutcome.Slow(reading.parts(), work);
            case STOPPED ->
                new TrialOutcome.Stopped(
                        reading.parts(),
                        reading.time(),
                        Quote.gist(qemu.stderr()).orElse("QEMU does not say why"));
        };
    }

    private static void cut(QemuProcess qemu, AtomicReference<Cut> cut, Cut why) {
        cut.compareAndSet(null, why);
        qemu.kill();
    }
}

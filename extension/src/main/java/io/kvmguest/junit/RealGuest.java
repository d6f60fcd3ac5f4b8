package io.kvmguest.junit;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.Nic;
import io.kvmguest.Template;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.network.Segment;
import io.kvmguest.report.ReportKeys;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A guest in QEMU. */
record RealGuest(Guest guest) implements RunningGuest {

    static RunningGuest start(GuestSpec spec, Consumer<ConsoleLine> onLine) {
        return new RealGuest(Guest.start(spec, onLine));
    }

    @Override
    public RootShell shell() {
        return guest.shell();
    }

    @Override
    public SerialConsole console() {
        return guest.console();
    }

    @Override
    public BootLog bootLog() {
        return guest.bootLog();
    }

    @Override
    public boolean isAlive() {
        return guest.isAlive();
    }

    @Override
    public boolean isClone() {
        return guest.bootLog().origin().isRecorded();
    }

    @Override
    public long memoryBytes() {
        return guest.memoryBytes();
    }

    @Override
    public void connect(List<Segment> segments) {
        guest.connect(segments);
    }

    @Override
    public Nic nic(int number) {
        return guest.nic(number);
    }

    @Override
    public RunningTemplate snapshot() {
        Template template = guest.snapshot();
        return new RunningTemplate() {
            @Override
            public RunningGuest start(List<Segment> segments, Consumer<ConsoleLine> onLine) {
                return new RealGuest(template.start(segments, onLine));
            }

            @Override
            public void close() {
                template.close();
            }
        };
    }

    @Override
    public List<String> prove() {
        // Whoever uses a guest that is gone is told so; a test that looks at its end is not held up.
        return guest.isAlive() && guest.console().ending().isEmpty() ? guest.prove() : List.of();
    }

    @Override
    public Map<String, String> report() {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put(ReportKeys.ACCELERATOR, guest.accelerator().name());
        BootLog boot = guest.bootLog();
        boot.total().ifPresent(time -> entry.put(ReportKeys.BOOT, ConsoleText.seconds(time)));
        entry.put(ReportKeys.ORIGIN, boot.origin().toString());
        entry.put(ReportKeys.LOGIN, guest.login().toString());
        entry.putAll(ConsoleText.phases(boot));
        entry.put(ReportKeys.COMMANDS, String.valueOf(guest.commandsRun()));
        return entry;
    }

    @Override
    public Supplier<List<String>> linesFromNow() {
        return ConsoleText.lines(guest.console());
    }

    @Override
    public void writeConsole(Path file) throws IOException {
        ConsoleText.write(guest.console(), file);
    }

    @Override
    public void writeCommandLine(Path file) throws IOException {
        Files.write(file, guest.commandLine());
    }

    @Override
    public void evidenceIn(Path folder) {
        guest.evidenceIn(folder);
    }

    @Override
    public void saveEvidence(Path folder) {
        guest.saveEvidence(folder);
    }

    @Override
    public void close() {
        guest.close();
    }
}

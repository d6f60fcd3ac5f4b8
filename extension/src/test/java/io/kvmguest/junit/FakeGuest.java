package io.kvmguest.junit;

import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.ConsoleSubject;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.console.SilentLine;
import io.kvmguest.console.Transcript;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A guest of {@link FakeHost}. Its shell prints what it is told to run on the console, and answers with its title. */
final class FakeGuest implements RunningGuest, RootShell {

    private final FakeHost host;
    private final String title;
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private @Nullable SerialConsole console;

    FakeGuest(FakeHost host, String title) {
        this.host = host;
        this.title = title;
    }

    String title() {
        return title;
    }

    @Override
    @SuppressWarnings("NullAway") // a real one needs QEMU
    public Guest guest() {
        return null;
    }

    @Override
    public RootShell shell() {
        return this;
    }

    @Override
    public boolean isAlive() {
        return !printed.contains("poweroff");
    }

    @Override
    public boolean isClone() {
        return host.hasTemplates();
    }

    @Override
    public long memoryBytes() {
        return 1 << 20;
    }

    @Override
    public void connect(List<Segment> segments) {
        host.connected(title, segments);
    }

    @Override
    @SuppressWarnings("NullAway") // a real one needs QEMU
    public Nic nic(int number) {
        return null;
    }

    @Override
    public RunningTemplate snapshot() {
        host.requireSavable();
        host.note("snapshot " + title);
        return new RunningTemplate() {
            @Override
            public RunningGuest start(List<Segment> segments, Consumer<ConsoleLine> onLine) {
                FakeGuest guest =
                        host.started(FakeGuest.this.title.replaceAll("#.*", ""), " from " + FakeGuest.this.title);
                host.connected(guest.title(), segments);
                return guest;
            }

            @Override
            public void close() {
                host.note("delete snapshot of " + title);
            }
        };
    }

    @Override
    public List<String> prove() {
        return List.of();
    }

    @Override
    public synchronized SerialConsole console() {
        if (console == null) {
            console = SerialConsole.open(new SilentLine(), host.folder(), ConsoleSubject.named(title), 1);
        }
        return console.fromNow();
    }

    @Override
    public BootLog bootLog() {
        return BootLog.of(Transcript.of(("Linux version of " + title + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Map<String, String> report() {
        return Map.of("fake.title", title);
    }

    @Override
    public Supplier<List<String>> linesFromNow() {
        int before = printed.size();
        return () -> printed.stream().skip(before).toList();
    }

    @Override
    public void writeConsole(Path file) throws IOException {
        Files.write(file, printed);
    }

    @Override
    public void writeCommandLine(Path file) throws IOException {
        Files.writeString(file, "qemu " + title);
    }

    @Override
    public void evidenceIn(Path folder) {
        host.note("evidence of " + title + " in " + folder.getFileName());
    }

    @Override
    public void saveEvidence(Path folder) throws IOException {
        host.note("save " + title);
        Files.createDirectories(folder);
        Files.write(folder.resolve("console.log"), printed);
    }

    @Override
    public CommandResult run(Command command) {
        host.note("run " + title + " " + command.script());
        printed.add(command.script());
        return new CommandResult(
                command.script(), 0, title.getBytes(StandardCharsets.UTF_8), new byte[0], Duration.ZERO);
    }

    @Override
    public synchronized void close() {
        if (console != null) {
            console.close();
        }
        host.note("stop " + title);
    }
}

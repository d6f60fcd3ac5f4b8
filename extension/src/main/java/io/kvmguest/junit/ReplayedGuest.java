package io.kvmguest.junit;

import io.kvmguest.ReplaySpec;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.network.Segment;
import io.kvmguest.report.ReportKeys;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A recording that plays as a guest. */
record ReplayedGuest(io.kvmguest.Replay replay) implements WithoutMachine {

    static RunningGuest start(ReplaySpec spec, Consumer<ConsoleLine> onLine) {
        return new ReplayedGuest(io.kvmguest.Replay.start(spec, onLine));
    }

    @Override
    public RootShell shell() {
        return replay.shell();
    }

    @Override
    public SerialConsole console() {
        return replay.console();
    }

    @Override
    public BootLog bootLog() {
        return replay.bootLog();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    /** Begins anew, which comes to the same where nobody has typed anything. */
    @Override
    public RunningTemplate snapshot() {
        if (replay.wasTypedOn()) {
            throw new IllegalStateException("something was typed on its console, and a recording can only begin anew");
        }
        ReplaySpec spec = replay.spec();
        return new RunningTemplate() {
            @Override
            public RunningGuest start(List<Segment> segments, Consumer<ConsoleLine> onLine) {
                return ReplayedGuest.start(spec, onLine);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<String> prove() {
        return List.of();
    }

    @Override
    public Map<String, String> report() {
        Map<String, String> entry = new LinkedHashMap<>();
        BootLog boot = replay.bootLog();
        boot.total().ifPresent(time -> entry.put(ReportKeys.BOOT, ConsoleText.seconds(time)));
        entry.put(ReportKeys.ORIGIN, boot.origin().toString());
        entry.putAll(ConsoleText.phases(boot));
        return entry;
    }

    /** All of them: what was printed before a test has begun is a matter of chance. */
    @Override
    public Supplier<List<String>> linesFromNow() {
        return ConsoleText.lines(replay.console());
    }

    @Override
    public void writeConsole(Path file) throws IOException {
        ConsoleText.write(replay.console(), file);
    }

    @Override
    public void saveEvidence(Path folder) {
        replay.saveEvidence(folder);
    }

    @Override
    public void close() {
        replay.close();
    }
}

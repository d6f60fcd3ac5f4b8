package io.kvmguest.junit;

import io.kvmguest.Board;
import io.kvmguest.BoardSpec;
import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
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

/** A board on a serial line. */
record ConnectedBoard(Board board) implements RunningGuest {

    static RunningGuest connect(BoardSpec spec, Consumer<ConsoleLine> onLine) {
        return new ConnectedBoard(Board.connect(spec, onLine));
    }

    @Override
    public Guest guest() {
        throw noMachine();
    }

    @Override
    public RootShell shell() {
        return board.shell();
    }

    @Override
    public SerialConsole console() {
        return board.console();
    }

    @Override
    public BootLog bootLog() {
        return board.bootLog();
    }

    @Override
    public boolean isAlive() {
        return board.console().ending().isEmpty();
    }

    @Override
    public boolean isClone() {
        return false;
    }

    @Override
    public long memoryBytes() {
        return 0;
    }

    /** It was declared with none, or the test would not run. */
    @Override
    public void connect(List<Segment> segments) {
        if (!segments.isEmpty()) {
            throw noMachine();
        }
    }

    @Override
    public Nic nic(int number) {
        throw noMachine();
    }

    private static IllegalStateException noMachine() {
        return new IllegalStateException("a board is no machine of QEMU's, which should have been said before");
    }

    @Override
    public RunningTemplate snapshot() {
        throw new IllegalStateException("a board cannot be saved");
    }

    @Override
    public List<String> prove() {
        // Whoever uses a board that is gone is told so; a test that looks at its end is not held up.
        return isAlive() ? board.prove() : List.of();
    }

    @Override
    public Map<String, String> report() {
        Map<String, String> entry = new LinkedHashMap<>();
        BootLog boot = board.bootLog();
        boot.total().ifPresent(time -> entry.put(ReportKeys.BOOT, ConsoleText.seconds(time)));
        entry.put(ReportKeys.LOGIN, board.login().toString());
        for (BootPhase phase : BootPhase.values()) {
            boot.duration(phase).ifPresent(time -> entry.put(ReportKeys.phase(phase), ConsoleText.seconds(time)));
        }
        entry.put(ReportKeys.COMMANDS, String.valueOf(board.commandsRun()));
        return entry;
    }

    @Override
    public Supplier<List<String>> linesFromNow() {
        return ConsoleText.lines(board.console());
    }

    @Override
    public void writeConsole(Path file) throws IOException {
        ConsoleText.write(board.console(), file);
    }

    @Override
    public void writeCommandLine(Path file) {
        throw noMachine();
    }

    /** Its messages name its line; evidence is told of in the report. */
    @Override
    public void evidenceIn(Path folder) {}

    @Override
    public void saveEvidence(Path folder) {
        board.saveEvidence(folder);
    }

    @Override
    public void close() {
        board.close();
    }
}

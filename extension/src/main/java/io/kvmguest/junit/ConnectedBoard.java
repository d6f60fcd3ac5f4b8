package io.kvmguest.junit;

import io.kvmguest.Board;
import io.kvmguest.BoardSpec;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.SerialConsole;
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
record ConnectedBoard(Board board) implements WithoutMachine {

    static RunningGuest connect(BoardSpec spec, Consumer<ConsoleLine> onLine) {
        return new ConnectedBoard(Board.connect(spec, onLine));
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
        entry.putAll(ConsoleText.phases(boot));
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
    public void saveEvidence(Path folder) {
        board.saveEvidence(folder);
    }

    @Override
    public void close() {
        board.close();
    }
}

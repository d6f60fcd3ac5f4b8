package io.kvmguest.junit;

import io.kvmguest.Board;
import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What this package needs of a guest; the tests of its structure put something in its place that boots nothing. */
interface RunningGuest extends AutoCloseable {

    Guest guest();

    /** Returns the board, where it is one. */
    default Board board() {
        throw new IllegalStateException("it is no board, which should have been said before");
    }

    RootShell shell();

    /** Returns a view of the console from now on. */
    SerialConsole console();

    BootLog bootLog();

    /** Returns whether QEMU still runs. */
    boolean isAlive();

    /** Returns whether it is a clone, and a further one costs as little as it did. */
    boolean isClone();

    /** Returns how much memory it has. */
    long memoryBytes();

    /** Connects its cards to segments, the first one to the first, unless they are. */
    void connect(List<Segment> segments);

    /** Returns a network card by its number. */
    Nic nic(int number);

    /** Saves it as it is. */
    RunningTemplate snapshot();

    /** Proves its root shell again, unless the guest is gone; returns what had to be done for that. */
    List<String> prove();

    /** Returns the values of its report entry, by {@link io.kvmguest.report.ReportKeys}. */
    Map<String, String> report();

    /** Returns what gives the lines, fit to be shown, that were printed after this call. */
    Supplier<List<String>> linesFromNow();

    /** Writes all that its console has printed, for people: line by line, with the seconds since power-on. */
    void writeConsole(Path file) throws IOException;

    /** Writes QEMU's command line. */
    void writeCommandLine(Path file) throws IOException;

    /** Says where messages are to say that its evidence lies. */
    void evidenceIn(Path folder);

    /** Writes all there is to know of it into a folder. */
    void saveEvidence(Path folder) throws IOException;

    @Override
    void close();
}

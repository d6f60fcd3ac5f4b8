package io.kvmguest.junit;

import io.kvmguest.BoardSpec;
import io.kvmguest.GuestSpec;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.junit.Settings.Keep;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.HostMemory;
import io.kvmguest.report.LiveConsole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** What all tests of one run share; it lies in the root store. */
final class Run implements AutoCloseable {

    private final Settings settings;
    private final GuestStarter starter;
    private final EvidenceFolders folders;
    private final BootMemory memory = new BootMemory();
    private final Semaphore boots;
    private final Semaphore lookaheads;
    private final Map<Wanted, SharedGuest> shared = new ConcurrentHashMap<>();
    private final @Nullable LiveConsole liveConsole;

    private Run(Settings settings, GuestStarter starter) {
        this.settings = settings;
        this.starter = starter;
        this.folders = new EvidenceFolders(settings.evidence());
        this.boots = new Semaphore(settings.boots(), true);
        this.lookaheads = new Semaphore(Math.max(1, settings.boots() / 2));
        this.liveConsole = settings.liveConsole() ? LiveConsole.onStandardOutput() : null;
    }

    static Run of(ExtensionContext context) {
        Store store = context.getRoot().getStore(KvmGuestExtension.NAMESPACE);
        GuestStarter starter = store.getOrDefault(GuestStarter.class, GuestStarter.class, RealGuest::start);
        return store.getOrComputeIfAbsent(
                Run.class,
                key -> new Run(Settings.read(context::getConfigurationParameter, Path.of("")), starter),
                Run.class);
    }

    Settings settings() {
        return settings;
    }

    EvidenceFolders folders() {
        return folders;
    }

    BootMemory memory() {
        return memory;
    }

    /** Starts a guest on the calling thread, once there is room for one more boot. */
    RunningGuest boot(Declaration declaration, List<Segment> segments, Path evidence) throws InterruptedException {
        return withPermit(declaration, onLine -> start(declaration.wanted(), segments, evidence, onLine));
    }

    private RunningGuest start(Wanted wanted, List<Segment> segments, Path evidence, Consumer<ConsoleLine> onLine) {
        if (wanted instanceof Wanted.Recorded recorded) {
            return ReplayedGuest.start(recorded.spec(), onLine);
        }
        if (wanted instanceof Wanted.Connected connected) {
            BoardSpec board = connected.spec();
            return ConnectedBoard.connect(settings.keep() == Keep.NEVER ? board : board.evidence(evidence), onLine);
        }
        GuestSpec spec = ((Wanted.Machine) wanted).spec().segments(segments.toArray(Segment[]::new));
        return starter.start(settings.keep() == Keep.NEVER ? spec : spec.evidence(evidence), onLine);
    }

    /** Starts a guest from what another one was, on the calling thread, once there is room for one more boot. */
    RunningGuest fork(RunningTemplate template, Declaration declaration, List<Segment> segments, Path evidence)
            throws InterruptedException {
        RunningGuest guest = withPermit(declaration, onLine -> template.start(segments, onLine));
        guest.evidenceIn(evidence);
        return guest;
    }

    private RunningGuest withPermit(Declaration declaration, Function<Consumer<ConsoleLine>, RunningGuest> start)
            throws InterruptedException {
        boots.acquire();
        try {
            return start.apply(liveConsole == null ? line -> {} : liveConsole.of(declaration.name()));
        } finally {
            boots.release();
        }
    }

    /**
     * Returns the guest that all tests of the run share.
     *
     * @param onReplaced is called if there was one, and it is gone
     */
    RunningGuest shared(Declaration declaration, Path evidence, Runnable onReplaced) throws InterruptedException {
        return shared.computeIfAbsent(declaration.wanted(), wanted -> new SharedGuest())
                .get(() -> boot(declaration, List.of(), evidence), onReplaced);
    }

    /** Returns whether a guest may be started that no test waits for yet; then {@link #lookedAhead} is to be called. */
    boolean mayLookAhead(long memoryBytes) {
        return settings.ahead() && HostMemory.hasRoomFor(memoryBytes) && lookaheads.tryAcquire();
    }

    /** Says that such a guest has started. */
    void lookedAhead() {
        lookaheads.release();
    }

    @Override
    public void close() {
        Closing.all(List.copyOf(shared.values()));
    }
}

package io.kvmguest.junit;

import io.kvmguest.GuestSpec;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.junit.Settings.Keep;
import io.kvmguest.report.LiveConsole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** What all tests of one run share; it lies in the root store. */
final class Run {

    private final Settings settings;
    private final GuestStarter starter;
    private final EvidenceFolders folders;
    private final BootMemory memory = new BootMemory();
    private final Semaphore boots;
    private final @Nullable LiveConsole liveConsole;

    private Run(Settings settings, GuestStarter starter) {
        this.settings = settings;
        this.starter = starter;
        this.folders = new EvidenceFolders(settings.evidence());
        this.boots = new Semaphore(settings.boots(), true);
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

    /** Boots a guest on the calling thread, once there is room for one more boot. */
    RunningGuest boot(Declaration declaration, Path evidence) throws IOException, InterruptedException {
        EvidenceFolders.clear(evidence);
        Consumer<ConsoleLine> onLine = liveConsole == null ? line -> {} : liveConsole.of(declaration.name());
        boots.acquire();
        try {
            GuestSpec spec = declaration.spec();
            return starter.start(settings.keep() == Keep.NEVER ? spec : spec.evidence(evidence), onLine);
        } finally {
            boots.release();
        }
    }
}

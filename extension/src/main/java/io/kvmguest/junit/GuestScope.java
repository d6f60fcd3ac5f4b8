package io.kvmguest.junit;

import io.kvmguest.GuestBootException;
import io.kvmguest.image.ImageNotFoundException;
import io.kvmguest.qemu.KvmUnavailableException;
import io.kvmguest.qemu.QemuUnavailableException;
import io.kvmguest.report.ReportKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * The guests that one context (a class, an invocation of a class template, a method) has started, and the way to those
 * of the contexts around it. It lies in that context's store, which closes it.
 */
final class GuestScope implements AutoCloseable {

    private final ExtensionContext context;
    private final @Nullable GuestScope outer;
    private final Run run;
    private final Set<Object> sources = new HashSet<>();
    private final Aftermath aftermath;
    private volatile List<StartedGuest> own = List.of();

    GuestScope(ExtensionContext context, @Nullable GuestScope outer) {
        this.context = context;
        this.outer = outer;
        this.run = Run.of(context);
        this.aftermath = new Aftermath(context, run.settings().keep());
    }

    ExtensionContext context() {
        return context;
    }

    @Nullable GuestScope outer() {
        return outer;
    }

    List<StartedGuest> own() {
        return own;
    }

    /** Returns the guests of this scope and those around it, those of the outermost class first. */
    List<StartedGuest> visible() {
        return outer == null
                ? own
                : Stream.concat(outer.visible().stream(), own.stream()).toList();
    }

    /** Returns whether the guests of a source were started, or tried, in this scope or one around it. */
    synchronized boolean knows(Object source) {
        return sources.contains(source) || (outer != null && outer.knows(source));
    }

    /**
     * Starts the guests whose sources are new here, side by side, and returns when all are ready.
     *
     * @throws ExtensionConfigurationException if they cannot be what the test means
     * @throws TestAbortedException if this host cannot run one, and tests are to be skipped for that
     * @throws GuestBootException if one does not reach its root shell
     * @throws FailedBeforeException if one did not before
     */
    void start(List<Declaration> declarations) throws Exception {
        List<Declaration> fresh =
                declarations.stream().filter(each -> !knows(each.source())).toList();
        Declarations.requireDistinctNames(
                Stream.concat(visible().stream().map(StartedGuest::declaration), fresh.stream())
                        .toList());
        fresh.forEach(run.memory()::requireNotFailed);
        synchronized (this) {
            fresh.forEach(each -> sources.add(each.source()));
        }

        Path folder = run.folders().of(context);
        List<Callable<StartedGuest>> boots = new ArrayList<>();
        for (Declaration each : fresh) {
            boots.add(() -> boot(each, folder.resolve(each.name())));
        }
        SideBySide.Outcome<StartedGuest> outcome = SideBySide.run("kvmguest-boot", boots);
        own = Stream.concat(own.stream(), outcome.done().stream()).toList();
        outcome.done().forEach(StartedGuest::attach);
        if (outcome.failure() != null) {
            aftermath.failed(own); // those that did start are closed with this scope
            if (outcome.failure() instanceof BootFailure boot) {
                aftermath.bootFailed(boot.declaration.name(), folder.resolve(boot.declaration.name()));
            }
            throw explained(outcome.failure());
        }
    }

    /** Proves the root shells of all guests in sight again, and reports what had to be done for that. */
    void prove(ExtensionContext test) {
        for (StartedGuest guest : visible()) {
            for (String repair : guest.running().prove()) {
                test.publishReportEntry(
                        Map.of(ReportKeys.GUEST, guest.declaration().name(), ReportKeys.RECOVERED, repair));
            }
        }
    }

    /** Takes note that a test of this scope failed: what its guests, and those around them, have to say is wanted. */
    void failed() {
        aftermath.failed(own);
        if (outer != null) {
            outer.failed();
        }
    }

    /** Reports on its guests, at the end of their time. */
    void conclude() {
        aftermath.conclude(own);
    }

    @Override
    public void close() {
        conclude(); // unless that was done; where a constructor throws, JUnit calls nothing but this
        List<StartedGuest> guests = own;
        own = List.of();
        RuntimeException trouble = null;
        for (int i = guests.size() - 1; i >= 0; i--) {
            try {
                guests.get(i).close();
            } catch (RuntimeException e) {
                if (trouble == null) {
                    trouble = e;
                } else {
                    trouble.addSuppressed(e);
                }
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    private StartedGuest boot(Declaration declaration, Path evidence) throws BootFailure {
        try {
            return new StartedGuest(declaration, run.boot(declaration, evidence), evidence);
        } catch (Exception e) {
            throw new BootFailure(declaration, e);
        }
    }

    private Exception explained(Throwable failure) {
        if (failure instanceof BootFailure boot) {
            return explained(boot.declaration, boot.reason);
        }
        return failure instanceof Exception e ? e : new IllegalStateException("A guest could not be started", failure);
    }

    private Exception explained(Declaration declaration, Exception reason) {
        if (reason instanceof GuestBootException e) {
            run.memory().failed(declaration, e);
        }
        if (reason instanceof ImageNotFoundException || reason instanceof IllegalArgumentException) {
            return new ExtensionConfigurationException(
                    declaration.place() + ": " + declaration.text() + ": " + reason.getMessage(), reason);
        }
        if (reason instanceof KvmUnavailableException || reason instanceof QemuUnavailableException) {
            WhenUnavailable policy = declaration.whenUnavailable() == WhenUnavailable.CONFIGURED
                    ? run.settings().unavailable()
                    : declaration.whenUnavailable();
            if (policy == WhenUnavailable.SKIP) {
                return new TestAbortedException(
                        declaration.place() + " is skipped, because this host cannot run guest '" + declaration.name()
                                + "': " + reason.getMessage(),
                        reason);
            }
        }
        return reason;
    }

    /** A boot that came to nothing. */
    private static final class BootFailure extends Exception {

        private final transient Declaration declaration;
        private final Exception reason;

        BootFailure(Declaration declaration, Exception reason) {
            super(reason);
            this.declaration = declaration;
            this.reason = reason;
        }
    }
}

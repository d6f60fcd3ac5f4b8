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
import java.util.Optional;
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

    /** The guests of which each method has its own. */
    private volatile List<Declaration> perMethod = List.of();

    /** Those of them that were started for a method which has not begun. */
    private final List<StartedGuest> ready = new ArrayList<>();

    GuestScope(ExtensionContext context, @Nullable GuestScope outer) {
        this.context = context;
        this.outer = outer;
        this.run = Run.of(context);
        this.aftermath = new Aftermath(context, run.settings().keep());
    }

    ExtensionContext context() {
        return context;
    }

    /** Returns the guests of which each method has its own, of this scope and those around it. */
    List<Declaration> perMethod() {
        return outer == null
                ? perMethod
                : Stream.concat(outer.perMethod().stream(), perMethod.stream()).toList();
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
                Stream.of(visible().stream().map(StartedGuest::declaration), perMethod().stream(), fresh.stream())
                        .flatMap(each -> each)
                        .distinct()
                        .toList());
        synchronized (this) {
            fresh.forEach(each -> sources.add(each.source()));
        }
        perMethod = Stream.concat(perMethod.stream(), fresh.stream().filter(this::isOfEachMethod))
                .toList();
        // The first method's are started with the others: what is wrong with one is wrong with the class.
        List<StartedGuest> started = startNow(fresh, this);
        keep(started.stream()
                .filter(each -> !isOfEachMethod(each.declaration()))
                .toList());
        synchronized (ready) {
            started.stream().filter(each -> isOfEachMethod(each.declaration())).forEach(ready::add);
        }
    }

    private boolean isOfEachMethod(Declaration declaration) {
        return declaration.reset() == Reset.PER_METHOD
                && context.getTestMethod().isEmpty();
    }

    /** Gives a method its own of those guests of the classes around it of which each method has one. */
    void startForMethod() throws Exception {
        Path folder = run.folders().of(context);
        for (GuestScope each = outer; each != null; each = each.outer) {
            List<Declaration> missing = new ArrayList<>();
            for (Declaration declaration : each.perMethod) {
                if (!isNew(declaration)) {
                    continue;
                }
                each.takeReady(declaration)
                        .ifPresentOrElse(
                                guest -> keep(List.of(guest.with(folder.resolve(guest.name())))),
                                () -> missing.add(declaration));
            }
            keep(startNow(missing, each));
        }
    }

    private synchronized boolean isNew(Declaration declaration) {
        return sources.add(declaration);
    }

    private Optional<StartedGuest> takeReady(Declaration declaration) {
        synchronized (ready) {
            Optional<StartedGuest> found = ready.stream()
                    .filter(each -> each.declaration().equals(declaration))
                    .findFirst();
            found.ifPresent(ready::remove);
            return found;
        }
    }

    private void keep(List<StartedGuest> started) {
        own = Stream.concat(own.stream(), started.stream()).toList();
        started.forEach(StartedGuest::attach);
    }

    private List<StartedGuest> startNow(List<Declaration> fresh, GuestScope home) throws Exception {
        fresh.forEach(run.memory()::requireNotFailed);
        Path folder = run.folders().of(context);
        List<Callable<StartedGuest>> boots = new ArrayList<>();
        for (Declaration each : fresh) {
            boots.add(() -> boot(each, folder.resolve(each.name()), home));
        }
        SideBySide.Outcome<StartedGuest> outcome = SideBySide.run("kvmguest-boot", boots);
        if (outcome.failure() != null) {
            keep(outcome.done());
            aftermath.failed(own); // those that did start are closed with this scope
            if (outcome.failure() instanceof BootFailure boot) {
                aftermath.bootFailed(boot.declaration.name(), folder.resolve(boot.declaration.name()));
            }
            throw explained(outcome.failure());
        }
        return outcome.done();
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
        List<StartedGuest> guests = new ArrayList<>(own);
        own = List.of();
        synchronized (ready) {
            guests.addAll(ready);
            ready.clear();
        }
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

    private StartedGuest boot(Declaration declaration, Path evidence, GuestScope home) throws BootFailure {
        try {
            return new StartedGuest(declaration, run.boot(declaration, evidence), evidence, home);
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

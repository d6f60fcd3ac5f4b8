package io.kvmguest.junit;

import io.kvmguest.GuestBootException;
import io.kvmguest.console.SerialPortException;
import io.kvmguest.image.ImageNotFoundException;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.KvmUnavailableException;
import io.kvmguest.qemu.QemuUnavailableException;
import io.kvmguest.report.ReportKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
    private final Networks networks;
    private volatile List<StartedGuest> own = List.of();

    /** Those of which each method has its own; a class around this one may have declared them. */
    private volatile List<MethodGuests> ofMethods = List.of();

    GuestScope(ExtensionContext context, @Nullable GuestScope outer) {
        this.context = context;
        this.outer = outer;
        this.run = Run.of(context);
        this.aftermath = new Aftermath(context, run.settings().keep());
        this.networks = new Networks(outer == null ? null : outer.networks);
    }

    ExtensionContext context() {
        return context;
    }

    /** Returns the networks of this scope, which knows those around it. */
    Networks networks() {
        return networks;
    }

    /** Returns those of which each method of this class has its own. */
    List<MethodGuests> ofMethods() {
        return ofMethods;
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
        Declarations.requireDistinctNames(Stream.of(
                        visible().stream().map(StartedGuest::declaration),
                        ofMethodsInSight().stream().map(MethodGuests::declaration),
                        fresh.stream())
                .flatMap(each -> each)
                .distinct()
                .toList());
        synchronized (this) {
            fresh.forEach(each -> sources.add(each.source()));
        }
        Path folder = run.folders().of(context);
        List<MethodGuests> declared = fresh.stream()
                .filter(this::isOfEachMethod)
                .map(each -> new MethodGuests(
                        each, this, null, run, folder, Members.testMethods(context.getRequiredTestClass())))
                .toList();
        ofMethods = Stream.concat(ofMethods.stream(), declared.stream()).toList();
        // The first method's are started with the others: what is wrong with one is wrong with the class.
        for (StartedGuest each : startNow(starts(fresh, folder))) {
            declared.stream()
                    .filter(guests -> guests.declaration().equals(each.declaration()))
                    .findFirst()
                    .ifPresentOrElse(guests -> guests.ready(each), () -> keep(List.of(each)));
        }
    }

    private boolean isOfEachMethod(Declaration declaration) {
        return declaration.reset() == Reset.PER_METHOD
                && context.getTestMethod().isEmpty();
    }

    private List<MethodGuests> ofMethodsInSight() {
        return outer == null || !ofMethods.isEmpty() ? ofMethods : outer.ofMethodsInSight();
    }

    /** Returns whether each method has a guest of a name of its own. */
    boolean hasOfMethods(String name) {
        return ofMethodsInSight().stream()
                .anyMatch(each -> each.declaration().name().equals(name));
    }

    /** Returns whether methods of the classes around this one have guests of their own. */
    boolean isAroundMethodGuests() {
        return !ofMethodsInSight().isEmpty();
    }

    /** Lets the class of this scope prepare guests of its own for its methods, as the class around it may have done. */
    void enterNested() {
        if (outer != null && ofMethods.isEmpty()) {
            Path folder = run.folders().of(context);
            ofMethods = outer.ofMethodsInSight().stream()
                    .map(each -> new MethodGuests(
                            each.declaration(),
                            each.home(),
                            each,
                            run,
                            folder,
                            Members.testMethods(context.getRequiredTestClass())))
                    .toList();
        }
    }

    /** Returns whether there are networks here, or around it. */
    boolean hasNetworks() {
        return !networks.names().isEmpty();
    }

    /** Gives a method what was made ready of the networks around it. */
    void beginMethod() {
        networks.beginMethod();
    }

    /** Gives a method its own of those guests of the classes around it of which each method has one. */
    void startForMethod() throws Exception {
        Path folder = run.folders().of(context);
        List<Start> starts = new ArrayList<>();
        for (MethodGuests each : ofMethodsInSight()) {
            if (isNew(each.declaration())) {
                Path evidence = folder.resolve(each.declaration().name());
                List<Segment> segments = networks.forOwn(each.declaration().networks());
                starts.add(new Start(each.declaration(), evidence, () -> each.forMethod(segments, evidence)));
            }
        }
        keep(startNow(starts));
    }

    private synchronized boolean isNew(Declaration declaration) {
        return sources.add(declaration);
    }

    /** Takes note that a guest of the class is wanted no more. */
    void concluded(StartedGuest guest) {
        aftermath.conclude(guest);
    }

    private void keep(List<StartedGuest> started) {
        own = Stream.concat(own.stream(), started.stream()).toList();
        started.forEach(StartedGuest::attach);
    }

    private record Start(Declaration declaration, Path evidence, Callable<StartedGuest> task) {

        StartedGuest run() throws BootFailure {
            try {
                EvidenceFolders.clear(evidence);
                return task.call();
            } catch (Exception e) {
                throw new BootFailure(declaration, e);
            }
        }
    }

    private List<Start> starts(List<Declaration> fresh, Path folder) {
        List<Start> starts = new ArrayList<>();
        fresh.forEach(networks::requireKnown);
        // First those whose networks the others are on as well, if they are the same.
        Map<Declaration, List<Segment>> segments = new HashMap<>();
        fresh.stream()
                .filter(each -> !isOfEachMethod(each))
                .forEach(each -> segments.put(each, networks.forOwn(each.networks())));
        fresh.stream()
                .filter(this::isOfEachMethod)
                .forEach(each -> segments.put(each, networks.forNext(each.networks())));
        for (Declaration each : fresh) {
            Path evidence = folder.resolve(each.name());
            List<Segment> on = segments.getOrDefault(each, List.of());
            starts.add(
                    new Start(each, evidence, () -> new StartedGuest(each, start(each, on, evidence), evidence, this)));
        }
        return starts;
    }

    private RunningGuest start(Declaration declaration, List<Segment> segments, Path evidence) throws Exception {
        if (declaration.reset() != Reset.NEVER) {
            return run.boot(declaration, segments, evidence);
        }
        RunningGuest guest = run.shared(
                declaration,
                evidence,
                () -> context.publishReportEntry(Map.of(
                        ReportKeys.GUEST,
                        declaration.name(),
                        ReportKeys.RECOVERED,
                        "the guest that all tests share was gone, and another one was started")));
        guest.evidenceIn(evidence);
        return guest;
    }

    private List<StartedGuest> startNow(List<Start> starts) throws Exception {
        starts.forEach(each -> run.memory().requireNotFailed(each.declaration()));
        List<Callable<StartedGuest>> tasks = new ArrayList<>();
        starts.forEach(each -> tasks.add(each::run));
        SideBySide.Outcome<StartedGuest> outcome = SideBySide.run("kvmguest-boot", tasks);
        if (outcome.failure() != null) {
            keep(outcome.done());
            aftermath.failed(own); // those that did start are closed with this scope
            if (outcome.failure() instanceof BootFailure boot) {
                String name = boot.declaration.name();
                aftermath.bootFailed(name, run.folders().of(context).resolve(name));
            }
            throw explained(outcome.failure());
        }
        return outcome.done();
    }

    /**
     * Proves the root shells of the guests again that the test shares with others, and reports what had to be done for that.
     * Those that are its own have just been proven.
     */
    void prove(ExtensionContext test) {
        for (StartedGuest guest : visible()) {
            if (context.getTestMethod().isPresent() && own.contains(guest) && !guest.isShared()) {
                continue;
            }
            for (String repair : guest.running().prove()) {
                test.publishReportEntry(
                        Map.of(ReportKeys.GUEST, guest.declaration().name(), ReportKeys.RECOVERED, repair));
            }
        }
    }

    /** Takes note that a test of this scope failed: what its guests, and those around them, have to say is wanted. */
    void failed() {
        aftermath.failed(ownAndOfClass());
        if (outer != null) {
            outer.failed();
        }
    }

    /** Leaves behind how the networks of a method did that failed, and returns it, if there are any. */
    Optional<Exception> networksOfFailed() {
        if (networks.living().isEmpty()) {
            return Optional.empty();
        }
        Path folder = run.folders().of(context);
        aftermath.saveFrames(networks, folder);
        return Optional.of(new NetworksDuringTest(networks.living(), folder));
    }

    /** Reports on its guests, at the end of their time. */
    void conclude() {
        aftermath.conclude(ownAndOfClass());
    }

    private List<StartedGuest> ownAndOfClass() {
        return Stream.concat(own.stream(), ofMethods.stream().flatMap(each -> each.ofClass().stream()))
                .toList();
    }

    @Override
    public void close() {
        conclude(); // unless that was done; where a constructor throws, JUnit calls nothing but this
        List<AutoCloseable> all = new ArrayList<>(ofMethods);
        own.forEach(each -> all.add(each::close));
        own = List.of();
        ofMethods = List.of();
        Collections.reverse(all);
        all.add(networks);
        if (context.getTestMethod().isPresent()) {
            networks.endMethod();
        }
        Closing.all(all);
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
        if (reason instanceof KvmUnavailableException
                || reason instanceof QemuUnavailableException
                || reason instanceof SerialPortException) {
            WhenUnavailable policy = declaration.whenUnavailable() == WhenUnavailable.CONFIGURED
                    ? run.settings().unavailable()
                    : declaration.whenUnavailable();
            if (policy == WhenUnavailable.SKIP) {
                return new TestAbortedException(
                        declaration.place() + " is skipped, because this host cannot "
                                + (reason instanceof SerialPortException ? "reach board" : "run guest") + " '"
                                + declaration.name() + "': " + reason.getMessage(),
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

package io.kvmguest.junit;

import io.kvmguest.junit.Injection.UnansweredException;
import io.kvmguest.network.Segment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The guests of one wish of which each test method of a class has its own. Code that runs once for the class is given one
 * too; once it has asked for it, the methods' are copies of what has become of that one.
 */
final class MethodGuests implements AutoCloseable {

    private final Declaration declaration;
    private final GuestScope home;
    private final @Nullable MethodGuests outer;
    private final Run run;
    private final Path folder;
    private final Lookahead lookahead;

    private @Nullable StartedGuest ofClass;
    private @Nullable RunningTemplate prepared;
    private boolean begun;

    /**
     * @param home the scope of the class that they were declared on
     * @param outer those of the class around this one; null where they were declared
     * @param folder where evidence of the class's own goes
     * @param methods how many test methods there are, if that is known
     */
    MethodGuests(
            Declaration declaration,
            GuestScope home,
            @Nullable MethodGuests outer,
            Run run,
            Path folder,
            Optional<Integer> methods) {
        this.declaration = declaration;
        this.home = home;
        this.outer = outer;
        this.run = run;
        this.folder = folder;
        this.lookahead = new Lookahead(run, methods);
        if (declaration.source() instanceof KvmGuestExtension extension) {
            extension.offer(this);
        }
    }

    Declaration declaration() {
        return declaration;
    }

    GuestScope home() {
        return home;
    }

    /** Returns whether these are those of the class around the other one's class. */
    boolean isAround(MethodGuests other) {
        return other.outer != null && (other.outer.equals(this) || isAround(other.outer));
    }

    /** Takes a guest that was started with the class, for whoever comes first. */
    void ready(StartedGuest guest) {
        lookahead.has(guest.running());
    }

    /**
     * Returns the guest for code that runs once for the class.
     *
     * @throws UnansweredException if the methods have begun
     */
    synchronized RunningGuest forClass() throws UnansweredException {
        if (ofClass == null) {
            if (begun) {
                throw new UnansweredException("each test method has a guest '" + declaration.name()
                        + "' of its own (reset = PER_METHOD), and that of the class is gone since the first of them began:"
                        + " use @AfterEach, or reset = PER_CLASS");
            }
            try {
                Path evidence = folder.resolve(declaration.name());
                EvidenceFolders.clear(evidence);
                ofClass = start(home.networks().forNext(declaration.networks()), evidence);
            } catch (Exception e) {
                throw new IllegalStateException("Guest '" + declaration.name() + "' could not be started: " + e, e);
            }
        }
        return ofClass.running();
    }

    /** Returns the guest of the class, while there is one. */
    synchronized List<StartedGuest> ofClass() {
        return ofClass == null ? List.of() : List.of(ofClass);
    }

    /** Returns a guest for a method. */
    StartedGuest forMethod(List<Segment> segments, Path evidence) throws Exception {
        beginMethods();
        StartedGuest guest = start(segments, evidence);
        if (outer == null || prepared != null) {
            List<Segment> next = home.networks().forNext(declaration.networks());
            lookahead.after(guest.running(), () -> startNew(next, guest.evidence()));
        }
        return guest;
    }

    private synchronized void beginMethods() {
        begun = true;
        if (ofClass != null) {
            StartedGuest guest = ofClass;
            try {
                prepared = guest.running().snapshot();
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "What was done to guest '" + declaration.name()
                                + "' for the whole class cannot be given to each of"
                                + " its test methods: " + e.getMessage()
                                + ". Do it in @BeforeEach, or let the methods share the"
                                + " guest: reset = PER_CLASS",
                        e);
            }
            ofClass = null;
            home.concluded(guest);
            guest.close();
        }
    }

    private StartedGuest start(List<Segment> segments, Path evidence) throws Exception {
        Optional<RunningGuest> ready = lookahead.take();
        if (ready.isPresent()) {
            ready.get().evidenceIn(evidence);
            ready.get().connect(segments);
            return new StartedGuest(declaration, ready.get(), evidence, home);
        }
        return outer != null && prepared == null
                ? outer.forMethod(segments, evidence)
                : new StartedGuest(declaration, startNew(segments, evidence), evidence, home);
    }

    private RunningGuest startNew(List<Segment> segments, Path evidence) throws Exception {
        RunningTemplate template = prepared;
        return template == null
                ? run.boot(declaration, segments, evidence)
                : run.fork(template, declaration, segments, evidence);
    }

    @Override
    public void close() {
        if (declaration.source() instanceof KvmGuestExtension extension) {
            extension.withdraw(this);
        }
        List<AutoCloseable> all = new ArrayList<>();
        all.add(lookahead);
        synchronized (this) {
            if (ofClass != null) {
                all.add(ofClass::close);
                ofClass = null;
            }
            if (prepared != null) {
                all.add(prepared);
            }
        }
        Closing.all(all);
    }
}

package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.GuestSpec;
import io.kvmguest.console.ConsoleLine;
import io.kvmguest.network.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Starts guests that are nothing but names, and writes down what becomes of them; for the structure of tests only. Its
 * fixtures carry {@link OnFakeHost}.
 */
final class FakeHost implements GuestStarter {

    static final String PARAMETER = "fake.host";

    private static final Map<String, FakeHost> HOSTS = new ConcurrentHashMap<>();

    private final Path folder;
    private final String id = UUID.randomUUID().toString();
    private final Map<String, String> parameters = new ConcurrentHashMap<>();
    private final Map<String, Supplier<RuntimeException>> failures = new ConcurrentHashMap<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final AtomicInteger serial = new AtomicInteger();
    private final Map<Segment, String> segments = new ConcurrentHashMap<>();
    private final Set<String> cables = ConcurrentHashMap.newKeySet();
    private volatile boolean templates;
    private volatile boolean unsavable;
    private Consumer<GuestSpec> whileBooting = spec -> {};

    /** Makes a host whose guests leave their evidence in a folder. */
    FakeHost(Path evidence) {
        this.folder = evidence;
        with(Settings.EVIDENCE, evidence.toString());
    }

    static FakeHost of(String id) {
        return Objects.requireNonNull(HOSTS.get(id));
    }

    Path folder() {
        return folder;
    }

    FakeHost with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    /** Lets every boot of an image fail. */
    FakeHost whereFails(String image, Supplier<RuntimeException> failure) {
        failures.put(image, failure);
        return this;
    }

    FakeHost whileBooting(Consumer<GuestSpec> action) {
        this.whileBooting = action;
        return this;
    }

    /** Lets its guests be clones. */
    FakeHost withTemplates() {
        templates = true;
        return this;
    }

    EngineExecutionResults run(Class<?>... fixtures) {
        HOSTS.put(id, this);
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(Stream.of(fixtures)
                            .map(DiscoverySelectors::selectClass)
                            .toArray(ClassSelector[]::new))
                    .configurationParameters(parameters)
                    .outputDirectoryCreator(new Outputs(folder.resolve("junit")))
                    .configurationParameter(PARAMETER, id)
                    .execute();
        } finally {
            HOSTS.remove(id);
        }
    }

    /** Runs fixtures of which all tests pass, and returns how many there were. */
    long passing(Class<?>... fixtures) {
        EngineExecutionResults results = run(fixtures);
        failures(results).findFirst().ifPresent(failure -> {
            throw new AssertionError("a fixture failed", failure);
        });
        assertThat(results.allEvents().aborted().count()).isZero();
        return results.testEvents().succeeded().count();
    }

    /** Runs fixtures of which something fails, and returns what did first. */
    Throwable failing(Class<?>... fixtures) {
        return failures(run(fixtures)).findFirst().orElseThrow(() -> new AssertionError("nothing failed"));
    }

    static Stream<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream());
    }

    /** Returns what happened: {@code start router#1}, {@code run router#1 ip link}, {@code stop router#1}. */
    Stream<String> log() {
        return log.stream();
    }

    void note(String what) {
        log.add(what);
    }

    @Override
    public RunningGuest start(GuestSpec spec, Consumer<ConsoleLine> onLine) {
        whileBooting.accept(spec);
        Supplier<RuntimeException> failure = failures.get(spec.image());
        if (failure != null) {
            note("fail " + spec.name());
            spec.evidence().ifPresent(FakeHost::leaveEvidence);
            throw failure.get();
        }
        FakeGuest guest = started(spec.name(), "");
        connected(guest.title(), spec.segments());
        onLine.accept(new ConsoleLine(0, Duration.ofMillis(1_500), "Welcome to " + guest.title(), true));
        return guest;
    }

    /** Lets no guest be saved. */
    FakeHost whereNothingIsSaved() {
        unsavable = true;
        return this;
    }

    void requireSavable() {
        if (unsavable) {
            throw new IllegalStateException("Guest 'mini' (image mini) cannot be saved: QEMU 6.2.0 is older than 7.2");
        }
    }

    FakeGuest started(String name, String how) {
        FakeGuest guest = new FakeGuest(this, name + "#" + serial.incrementAndGet());
        note("start " + guest.title() + how);
        return guest;
    }

    /** Takes note of where a guest's cables lead, if that is new. */
    void connected(String title, List<Segment> segments) {
        segments.stream()
                .filter(segment -> cables.add(title + " on " + System.identityHashCode(segment)))
                .forEach(segment -> note("connect " + title + " to " + segmentName(segment)));
    }

    /** Returns what the log calls a segment: its name, and which one of that name it is. */
    synchronized String segmentName(Segment segment) {
        return segments.computeIfAbsent(segment, key -> segment.name() + "#" + (segments.size() + 1));
    }

    /** Returns a line of the log in which seeds of segments have become their names. */
    synchronized String withNames(String line) {
        String named = line;
        for (Map.Entry<Segment, String> each : segments.entrySet()) {
            named = named.replace(String.valueOf(each.getKey().seed()), each.getValue());
        }
        return named;
    }

    boolean hasTemplates() {
        return templates;
    }

    private static void leaveEvidence(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("console.log"), "Kernel panic");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives each test a folder named after the last segment of its id. */
    private record Outputs(Path getRootDirectory) implements OutputDirectoryCreator {

        @Override
        public Path getRootDirectory() {
            return getRootDirectory;
        }

        @Override
        public Path createOutputDirectory(TestDescriptor descriptor) throws IOException {
            return Files.createDirectories(getRootDirectory.resolve(
                    descriptor.getUniqueId().getLastSegment().getValue()));
        }
    }
}

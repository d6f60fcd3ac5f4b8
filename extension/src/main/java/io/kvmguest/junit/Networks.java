package io.kvmguest.junit;

import io.kvmguest.image.NearMiss;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Segment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The networks of one scope, and the way to those of the scopes around it. A segment lives in the scope of the guest that is
 * longest on it: that of the class if one of the class's own is, and else each method has one.
 */
final class Networks implements AutoCloseable {

    private final @Nullable Networks outer;
    private final Map<String, NetworkDeclaration> declared = new LinkedHashMap<>();

    /** Those that live as long as this scope. */
    private final Map<String, LiveNetwork> own = new LinkedHashMap<>();

    /** Those that the next method will take over, for guests that are ready before it begins. */
    private final Map<String, LiveNetwork> next = new LinkedHashMap<>();

    /** Where the frames of those around a method were when it began. */
    private final Map<LiveNetwork, Capture.Mark> marks = new HashMap<>();

    private boolean begun;

    Networks(@Nullable Networks outer) {
        this.outer = outer;
    }

    /** Takes the networks that are declared for this scope; those it knows are left as they are. */
    synchronized void declare(List<NetworkDeclaration> networks) {
        for (NetworkDeclaration each : networks) {
            NetworkDeclaration before = find(each.name()).orElse(null);
            if (before != null && !before.equals(each)) {
                throw NetworkDeclarations.clash(before, each);
            }
            if (before == null) {
                declared.put(each.name(), each);
            }
        }
    }

    /** Returns the names of all that are in sight, those of the outermost scope first. */
    synchronized List<String> names() {
        return outer == null
                ? List.copyOf(declared.keySet())
                : Stream.concat(outer.names().stream(), declared.keySet().stream())
                        .toList();
    }

    private Optional<NetworkDeclaration> find(String name) {
        NetworkDeclaration here = declared.get(name);
        return here != null || outer == null ? Optional.ofNullable(here) : outer.find(name);
    }

    /** Returns the network that lives now, here or around. */
    synchronized Optional<LiveNetwork> living(String name) {
        LiveNetwork here = own.get(name);
        return here != null || outer == null ? Optional.ofNullable(here) : outer.living(name);
    }

    /** Returns the network for a guest that lives as long as this scope. */
    synchronized LiveNetwork forOwn(String name) {
        return living(name).orElseGet(() -> {
            LiveNetwork network = new LiveNetwork(require(name));
            own.put(name, network);
            return network;
        });
    }

    /** Returns the network for a guest that the next method will be given. */
    synchronized LiveNetwork forNext(String name) {
        LiveNetwork living = own.get(name);
        if (living != null) {
            return living;
        }
        return declared.containsKey(name) || outer == null
                ? next.computeIfAbsent(name, key -> new LiveNetwork(require(key)))
                : outer.forNext(name);
    }

    /** Returns the segments for a guest, as {@link #forOwn} does. */
    List<Segment> forOwn(List<String> names) {
        return names.stream().map(name -> forOwn(name).segment()).toList();
    }

    /** Returns the segments for a guest, as {@link #forNext} does. */
    List<Segment> forNext(List<String> names) {
        return names.stream().map(name -> forNext(name).segment()).toList();
    }

    /** Takes over what was made for the next method, which this is the scope of. */
    synchronized void beginMethod() {
        if (begun) {
            return;
        }
        begun = true;
        if (outer != null) {
            outer.living().forEach(network -> marks.put(network, network.mark()));
        }
        for (Networks each = outer; each != null; each = each.outer) {
            each.handOver().forEach((name, network) -> own.put(name, network.reset()));
        }
    }

    private synchronized Map<String, LiveNetwork> handOver() {
        Map<String, LiveNetwork> all = new LinkedHashMap<>(next);
        next.clear();
        return all;
    }

    /** Ends what a method did to those that live on. */
    synchronized void endMethod() {
        for (Networks each = outer; each != null; each = each.outer) {
            each.reset();
        }
    }

    private synchronized void reset() {
        own.values().forEach(LiveNetwork::reset);
    }

    /** Returns those that live now, in this scope and around it. */
    synchronized List<LiveNetwork> living() {
        List<LiveNetwork> all = new ArrayList<>(outer == null ? List.of() : outer.living());
        all.addAll(own.values());
        return all;
    }

    /** Writes the frames of a method into its folder. */
    synchronized void save(Path folder) {
        for (LiveNetwork each : living()) {
            Optional<Path> unused = each.save(folder, marks.getOrDefault(each, Capture.Mark.BEGINNING));
        }
    }

    /**
     * Makes sure that a guest's networks are there.
     *
     * @throws ExtensionConfigurationException if one is not
     */
    void requireKnown(Declaration guest) {
        for (String each : guest.networks()) {
            if (!names().contains(each)) {
                String guess = NearMiss.question(each, names());
                throw new ExtensionConfigurationException(
                        guest.place() + ": " + guest.text() + ": there is no network '"
                                + each + "'." + guess + " Add @KvmNetwork(name = \"" + each + "\") to "
                                + guest.place().replaceAll("\\.\\w+\\(\\)$", ""));
            }
        }
    }

    private NetworkDeclaration require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("There is no network '" + name + "'"));
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(own.values());
            all.addAll(next.values());
            own.clear();
            next.clear();
        }
        Closing.all(all);
    }
}

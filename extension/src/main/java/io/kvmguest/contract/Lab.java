package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.assertions.Patience;
import io.kvmguest.console.ByteWait;
import io.kvmguest.network.Capture;
import io.kvmguest.network.CaptureSpec;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.InterfaceState;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The guests of one check. The subject is blank: no plan was ever applied to it. The peer is the gateway of both plans, and more
 * of it is up to the check.
 */
final class Lab implements AutoCloseable {

    static final String GATEWAY = "192.0.2.1";
    static final String ADDRESS = "192.0.2.10";
    static final String OTHER_GATEWAY = "198.51.100.1";
    static final String OTHER_ADDRESS = "198.51.100.20";

    /** How long what needs no more than some commands may take, before it is scaled. */
    static final Duration SOON = Duration.ofSeconds(10);

    /** How long what the kernel does by itself may take after a plan was applied, before it is scaled. */
    static final Duration AT_ONCE = Duration.ofSeconds(3);

    private static final int CARDS = 3;

    /** OpenWrt's console is there long before its network and its settings are. */
    private static final String BOOTED = "[ ! -e /etc/openwrt_release ] || logread | grep -q 'init complete'";

    private static final Duration BOOT = Duration.ofMinutes(1);

    private final NetworkConfigurator configurator;
    private final GuestSpec spec;
    private final Path evidence;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Capture> captures = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();

    private Lab(NetworkConfigurator configurator, GuestSpec spec, Path evidence) {
        this.configurator = configurator;
        this.spec = spec;
        this.evidence = evidence;
    }

    static Lab open(NetworkConfigurator configurator, GuestSpec spec, Path evidence) {
        Lab lab = new Lab(configurator, spec, evidence);
        try {
            lab.start();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void start() {
        for (int i = 0; i < CARDS; i++) {
            Segment segment = Segment.create("n" + i);
            segments.add(segment);
            captures.add(segment.capture(CaptureSpec.inMemory()));
        }
        start(spec, "subject");
        assertThat(root()).within(scaled(BOOT)).runs(BOOTED);
        start(GuestSpec.of("mini"), "peer");
        awaitCards();
        peer().run("set -e; ip link set eth0 up; ip link set eth1 up; ip addr add " + GATEWAY + "/24 dev eth0;"
                        + "ip addr add " + OTHER_GATEWAY + "/24 dev eth0")
                .requireSuccess();
    }

    /** A console may be there before the drivers of the cards are. */
    private void awaitCards() {
        NetworkState unused = await(SOON, this::state, state -> IntStream.range(0, CARDS)
                .mapToObj(number -> subject().nic(number).mac())
                .filter(mac -> state.findCard(mac).isEmpty())
                .map(mac -> "the guest does not see its card " + mac)
                .toList());
    }

    private void start(GuestSpec wish, String name) {
        guests.add(Guest.start(wish.name(name)
                .nics(CARDS)
                .segments(segments.toArray(Segment[]::new))
                .evidence(evidence.resolve(name))));
    }

    /** Starts one more guest like the subject. */
    Guest another(String name) {
        start(spec, name);
        return guests.get(guests.size() - 1);
    }

    Guest subject() {
        return guests.get(0);
    }

    RootShell root() {
        return subject().shell();
    }

    RootShell peer() {
        return guests.get(1).shell();
    }

    NetworkConfigurator configurator() {
        return configurator;
    }

    Segment segment(int number) {
        return segments.get(number);
    }

    Capture capture(int number) {
        return captures.get(number);
    }

    /** Returns what the plans call the card of a number, found by its MAC address if the configurator can. */
    InterfacePlan card(int number) {
        return Cards.plan(configurator, subject(), number);
    }

    /** Returns the plan of most checks. */
    NetworkPlan planA() {
        return NetworkPlan.of(card(0).address(ADDRESS + "/24").gateway(GATEWAY));
    }

    /** Returns another plan for the same card. */
    NetworkPlan planB() {
        return NetworkPlan.of(card(0).address(OTHER_ADDRESS + "/24").gateway(OTHER_GATEWAY));
    }

    void apply(NetworkPlan plan) {
        configurator.apply(plan, root());
    }

    /** Returns how the subject's kernel has the card of a number. */
    InterfaceState state(NetworkState state, int number) {
        return state.findCard(subject().nic(number).mac())
                .orElseThrow(() -> new AssertionError("the subject has no card " + number + " any more"));
    }

    NetworkState state() {
        return NetworkState.read(root());
    }

    /** Returns the state when duplicate detection is over, and what is up has its carrier. */
    NetworkState settled() {
        return await(SOON, this::state, state -> state.interfaces().stream()
                .filter(InterfaceState::isUp)
                .flatMap(Lab::unsettled)
                .toList());
    }

    private static Stream<String> unsettled(InterfaceState up) {
        List<String> complaints = new ArrayList<>();
        if (!up.hasCarrier()) {
            complaints.add(up.name() + " is up and has no carrier");
        }
        up.addresses().stream()
                .filter(address -> address.flags().contains("tentative"))
                .forEach(address -> complaints.add(up.name() + ": address " + address + " is not settled"));
        return complaints.stream();
    }

    /** Waits until the state is the one of before. */
    void awaitState(Duration bound, NetworkState wanted) {
        awaitState(bound, wanted, line -> true);
    }

    /** @param matters whether a line of the difference counts */
    void awaitState(Duration bound, NetworkState wanted, Predicate<String> matters) {
        NetworkState unused = await(
                bound, this::state, state -> NetworkState.difference(wanted.normalised(), state.normalised()).stream()
                        .filter(matters)
                        .toList());
    }

    /** Looks until there is nothing to complain about, and returns what was seen then. */
    <T> T await(Duration bound, Supplier<T> look, Function<? super T, List<String>> complaints) {
        Duration scaled = scaled(bound);
        T seen = Patience.of(scaled).look(look, each -> complaints.apply(each).isEmpty());
        List<String> left = complaints.apply(seen);
        if (!left.isEmpty()) {
            throw new AssertionError("after " + scaled.toSeconds() + " s:" + Findings.lines(left));
        }
        return seen;
    }

    /** Waits until the peer answers, and the subject answers the peer. */
    void awaitPing(String peerAddress, String address) {
        assertThat(root()).within(scaled(Duration.ofSeconds(5))).canReach(peerAddress);
        assertThat(peer()).within(scaled(Duration.ofSeconds(5))).canReach(address);
    }

    /** Lets a time pass that is part of a check. */
    void pass(Duration time) {
        ByteWait wait = subject().console().awaitBytes("nothing, for " + time.toMillis() + " ms");
        wait.pause(time);
    }

    /** Returns a bound on what the guest has to compute, on a machine as slow as this. */
    Duration scaled(Duration bound) {
        return Duration.ofMillis((long) (bound.toMillis() * subject().console().deadlineScale()));
    }

    /** Saves the frames and what the guests leave behind, and returns what was seen, and where they are. */
    String describe(Throwable trouble) {
        guests.forEach(guest -> guest.saveEvidence(evidence.resolve(guest.name())));
        StringBuilder text = new StringBuilder(":");
        String.valueOf(trouble.getMessage()).strip().lines().forEach(line -> text.append("\n  ")
                .append(line));
        for (int i = 0; i < captures.size(); i++) {
            Path file = evidence.resolve("n" + i + ".pcapng");
            try {
                captures.get(i).save(file);
                text.append("\n  Frames: ").append(file);
            } catch (UncheckedIOException e) {
                text.append("\n  Frames could not be saved: ").append(e.getMessage());
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        guests.forEach(Guest::close);
        captures.forEach(Capture::close);
        segments.forEach(Segment::close);
    }
}

package io.kvmguest.contract;

import io.kvmguest.GuestSpec;
import io.kvmguest.network.Guarantee;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.PlanField;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One thing that a network configurator has to stand, on guests of its own: the <em>subject</em>, whose network is configured,
 * with three cards on the segments {@code n0}, {@code n1} and {@code n2}, and a <em>peer</em> on the same segments, which is
 * {@code mini}.
 *
 * <pre>{@code
 * for (NetworkCheck check : NetworkCheck.all()) {
 *     if (check.unclaimed(configurator).isEmpty()) {
 *         check.run(configurator, GuestSpec.of("debian-12"), Path.of("target/network-checks", check.id()));
 *     }
 * }
 * }</pre>
 *
 * <p>Bounds on time are those that KVM deserves, times the scale of deadlines where guests are emulated. Those that a protocol
 * sets, such as when a lease is renewed, are not scaled.
 */
public final class NetworkCheck {

    private static final List<NetworkCheck> ALL = List.of(
            of("1", "makes a blank guest's network as the plan says", ConvergenceChecks::fromBlank)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("2", "changes nothing when a plan is applied again", ConvergenceChecks::again)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("3", "leaves nothing of the plan before", ConvergenceChecks::another)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("4", "forgets what a plan does not say any more", ConvergenceChecks::unset)
                    .needing(PlanField.ADDRESSES, PlanField.MTU, PlanField.BRIDGE, PlanField.BRIDGE_PRIORITY),
            of("5", "takes a gateway that no network of the interface has", ConvergenceChecks::gatewayOffTheSubnet)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES, PlanField.ONLINK),
            of("6", "keeps the order of addresses", ConvergenceChecks::order).needing(PlanField.ADDRESSES),
            of("7", "removes the first address and keeps the second", ConvergenceChecks::firstRemoved)
                    .needing(PlanField.ADDRESSES),
            of("9", "changes nothing when the kernel refuses", SafetyChecks::refusal)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES)
                    .promising(Guarantee.ALL_OR_NOTHING),
            of("11", "gets there after it was killed", SafetyChecks::killed)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("13", "leaves alone what the plan does not name", SafetyChecks::foreign)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("14", "sets no more of the kernel than the plan says", SafetyChecks::settings)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("15", "finds cards by their MAC addresses", IdentityChecks::exchanged)
                    .needing(PlanField.MATCH_BY_MAC, PlanField.ADDRESSES)
                    .slow(),
            of("20", "removes a bridge and keeps its port", LinkChecks::bridgeDropped)
                    .needing(PlanField.ADDRESSES, PlanField.BRIDGE),
            of("21", "is there after the carrier has flapped", IdentityChecks::flapping)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES),
            of("23", "boots on without a card that is optional", BootChecks::optional)
                    .needing(PlanField.ADDRESSES, PlanField.OPTIONAL)
                    .promising(Guarantee.SURVIVES_REBOOT)
                    .slow(),
            of("25", "is there after a hard reset", BootChecks::reset)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES)
                    .promising(Guarantee.SURVIVES_REBOOT)
                    .slow(),
            of("26", "has a VLAN carry as much as it says", LinkChecks::vlanWithLargeFrames)
                    .needing(PlanField.ADDRESSES, PlanField.VLAN, PlanField.MTU),
            of("28", "gets a lease, and the same one after a reboot", LeaseChecks::lease)
                    .needing(PlanField.DHCP4)
                    .slow(),
            of("28-dns", "takes the name servers of a lease, in order", LeaseChecks::nameServers)
                    .needing(PlanField.DHCP4)
                    .promising(Guarantee.LEASED_NAME_SERVERS),
            of("29", "asks until a server is there", LeaseChecks::absentServer)
                    .needing(PlanField.DHCP4)
                    .slow(),
            of("30", "renews a lease without a gap", LeaseChecks::renewal)
                    .needing(PlanField.DHCP4)
                    .slow(),
            of("32", "leaves nothing of a lease that has expired", LeaseChecks::expiry)
                    .needing(PlanField.DHCP4)
                    .slow(),
            of("45", "goes to the other card of a bond", LinkChecks::bondFailsOver)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES, PlanField.BOND),
            of("pairs", "has every two guests of a mesh reach each other", MeshChecks::pairs)
                    .needing(PlanField.ADDRESSES)
                    .slow(),
            of("silence", "sends nothing where the plan names nothing", MeshChecks::silence)
                    .needing(PlanField.ADDRESSES, PlanField.ROUTES));

    private final String id;
    private final String title;
    private final Consumer<Lab> body;
    private final List<PlanField> fields;
    private final Optional<Guarantee> guarantee;
    private final boolean slow;

    private NetworkCheck(
            String id,
            String title,
            Consumer<Lab> body,
            List<PlanField> fields,
            Optional<Guarantee> guarantee,
            boolean slow) {
        this.id = id;
        this.title = title;
        this.body = body;
        this.fields = fields;
        this.guarantee = guarantee;
        this.slow = slow;
    }

    private static NetworkCheck of(String id, String title, Consumer<Lab> body) {
        return new NetworkCheck(id, title, body, List.of(), Optional.empty(), false);
    }

    private NetworkCheck needing(PlanField... needed) {
        return new NetworkCheck(id, title, body, List.of(needed), guarantee, slow);
    }

    private NetworkCheck promising(Guarantee needed) {
        return new NetworkCheck(id, title, body, fields, Optional.of(needed), slow);
    }

    private NetworkCheck slow() {
        return new NetworkCheck(id, title, body, fields, guarantee, true);
    }

    /** Returns all of them, in order. */
    public static List<NetworkCheck> all() {
        return ALL;
    }

    /**
     * Returns one by its id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static NetworkCheck of(String id) {
        return ALL.stream()
                .filter(check -> check.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no check '" + id + "'. There are "
                        + String.join(", ", ALL.stream().map(NetworkCheck::id).toList())));
    }

    /** Returns what it is called in reports: {@code 3}, {@code pairs}. */
    public String id() {
        return id;
    }

    /** Returns what a configurator does that passes it. */
    public String title() {
        return title;
    }

    /** Returns whether it boots a guest, or waits for a lease: it takes minutes under emulation. */
    public boolean isSlow() {
        return slow;
    }

    /** Returns what it is about that a configurator does not claim to do; nothing if it can be held to it. */
    public List<String> unclaimed(NetworkConfigurator configurator) {
        List<String> unclaimed = new ArrayList<>();
        for (PlanField field : fields) {
            if (!configurator.does(field)) {
                unclaimed.add(field.toString());
            }
        }
        guarantee
                .filter(each -> !configurator.guarantees().contains(each))
                .ifPresent(each -> unclaimed.add(each.toString()));
        return unclaimed;
    }

    /**
     * Starts the guests, and returns when the configurator has passed.
     *
     * @param subject the guest that has the configurator's program; its name, its network cards and where its evidence goes are
     *     replaced
     * @param evidence a folder for what the guests leave behind, and for the frames if it fails
     * @throws AssertionError if it does not; the message says what was seen, and where the frames are
     */
    public void run(NetworkConfigurator configurator, GuestSpec subject, Path evidence) {
        try (Lab lab = Lab.open(configurator, subject, evidence)) {
            try {
                body.accept(lab);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        subject.image() + ", " + configurator.name() + ": check " + id + " (" + title + ") has failed"
                                + lab.describe(e),
                        e);
            }
        }
    }

    /**
     * Runs it like {@link #run}, unless it is about something that the configurator does not claim, and returns what came of it.
     */
    public CheckResult attempt(NetworkConfigurator configurator, GuestSpec subject, Path evidence) {
        List<String> unclaimed = unclaimed(configurator);
        if (!unclaimed.isEmpty()) {
            return new CheckResult(this, CheckResult.Outcome.NOT_CLAIMED, Duration.ZERO, String.join(", ", unclaimed));
        }
        long started = System.nanoTime();
        try {
            run(configurator, subject, evidence);
            return new CheckResult(this, CheckResult.Outcome.PASSED, since(started), "");
        } catch (AssertionError e) {
            return new CheckResult(this, CheckResult.Outcome.FAILED, since(started), String.valueOf(e.getMessage()));
        }
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Returns {@code 3: leaves nothing of the plan before}. */
    @Override
    public String toString() {
        return id + ": " + title;
    }
}

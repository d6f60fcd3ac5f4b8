package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static io.kvmguest.contract.ConvergenceChecks.addresses;
import static io.kvmguest.contract.Findings.require;

import io.kvmguest.network.Capture;
import io.kvmguest.network.Dhcp;
import io.kvmguest.network.Fault;
import io.kvmguest.network.Frame;
import io.kvmguest.network.FrameFilter;
import io.kvmguest.network.Frames;
import io.kvmguest.network.Guarantee;
import io.kvmguest.network.NetworkConfiguratorException;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import io.kvmguest.shell.OutputLine;
import io.kvmguest.shell.RunningCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** DHCP for IPv4, with udhcpd on the peer. */
final class LeaseChecks {

    private static final int CLIENT_ID = 61; // RFC 2132, section 9.14

    private static final Duration ABSENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(70);
    private static final Duration RETURN = Duration.ofSeconds(75);

    /** The shortest that udhcpd gives. */
    private static final Duration SHORT_LEASE = Duration.ofMinutes(1);

    private static final Duration AFTER_EXPIRY = Duration.ofSeconds(5);

    private static final Duration LONG_LEASE = Duration.ofHours(1);

    private LeaseChecks() {}

    static void lease(Lab lab) {
        try (RunningCommand server = DhcpServer.start(lab, LONG_LEASE)) {
            Capture.Mark mark = lab.capture(0).mark();
            lab.apply(plan(lab));
            Frame unused = lab.capture(0).await(discover(), mark, lab.scaled(Lab.SOON));
            String address = awaitLease(lab, Lab.SOON);
            lab.awaitPing(Lab.GATEWAY, address);
            assertThat(lab.state()).hasRoute("default", Lab.GATEWAY);

            if (lab.configurator().guarantees().contains(Guarantee.SURVIVES_REBOOT)) {
                String id = clientId(lab, mark);
                Capture.Mark boot = lab.capture(0).mark();
                lab.subject().reboot();
                String again = awaitLease(lab, Lab.SOON);
                require(
                        again.equals(address),
                        "after a reboot it was to have " + address + " again, and has",
                        List.of(again));
                require(
                        clientId(lab, boot).equals(id),
                        "its client id was " + id + ", and is after a reboot",
                        List.of(clientId(lab, boot)));
            }
            require(server.isRunning(), "the server has ended");
        }
    }

    static void nameServers(Lab lab) {
        try (RunningCommand server = DhcpServer.start(lab, LONG_LEASE)) {
            lab.apply(plan(lab));
            String unusedAddress = awaitLease(lab, Lab.SOON);
            List<String> unused = lab.await(
                    Lab.SOON,
                    () -> nameServers(lab.state()),
                    servers -> servers.equals(DhcpServer.NAME_SERVERS)
                            ? List.of()
                            : List.of(
                                    "the name servers were to be " + DhcpServer.NAME_SERVERS + ", and are " + servers));
            require(server.isRunning(), "the server has ended");
        }
    }

    private static List<String> nameServers(NetworkState state) {
        return state.upstreamResolver().orElse(state.resolver()).servers().stream()
                .map(Object::toString)
                .toList();
    }

    static void absentServer(Lab lab) {
        Capture.Mark mark = lab.capture(0).mark();
        CompletableFuture<Void> applying = CompletableFuture.runAsync(() -> applyWithoutAnswer(lab));
        lab.pass(ABSENCE);
        requireSteadyRequests(lab, mark);

        Fault noAck = lab.segment(0).link("subject").toward("subject").loss(1).matching(Frames.dhcpAck());
        try (RunningCommand server = DhcpServer.start(lab, LONG_LEASE)) {
            long unused = lab.await(
                    BETWEEN_REQUESTS,
                    noAck::dropped,
                    dropped -> dropped > 0 ? List.of() : List.of("nothing was asked for that was offered"));
            noAck.close();
            String address = awaitLease(lab, RETURN);
            lab.awaitPing(Lab.GATEWAY, address);
            applying.join();
            require(server.isRunning(), "the server has ended");
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** To say that nobody has answered is honest. */
    private static void applyWithoutAnswer(Lab lab) {
        try {
            lab.apply(plan(lab));
        } catch (NetworkConfiguratorException e) {
            // What counts is that it goes on to ask.
        }
    }

    private static void requireSteadyRequests(Lab lab, Capture.Mark mark) {
        List<Instant> times = new ArrayList<>();
        lab.capture(0).since(mark, discover()).forEach(frame -> times.add(frame.time()));
        require(!times.isEmpty(), "within " + ABSENCE.toSeconds() + " s there was no DISCOVER");
        times.add(Instant.now());
        for (int i = 1; i < times.size(); i++) {
            Duration gap = Duration.between(times.get(i - 1), times.get(i));
            require(
                    gap.compareTo(BETWEEN_REQUESTS) <= 0,
                    "for " + gap.toSeconds() + " s there was no DISCOVER. Those that were came at",
                    times.subList(0, times.size() - 1));
        }
    }

    static void renewal(Lab lab) {
        try (RunningCommand server = DhcpServer.start(lab, SHORT_LEASE)) {
            lab.apply(plan(lab));
            String address = awaitLease(lab, Lab.SOON);
            lab.awaitPing(Lab.GATEWAY, address);
            Capture.Mark bound = lab.capture(0).mark();

            try (RunningCommand monitor = lab.root().start("exec ip -o monitor address");
                    LongConnection connection = LongConnection.open(lab);
                    SteadyPing ping = SteadyPing.start(lab, address)) {
                Frame request = lab.capture(0)
                        .await(
                                Frames.sentBy("subject").and(Frames.dhcpRequest()),
                                bound,
                                SHORT_LEASE.plus(lab.scaled(Lab.SOON)));
                require(
                        !request.destination().equals("ff:ff:ff:ff:ff:ff"),
                        "it was to ask the server that it has its lease from, and asks all",
                        List.of(request));
                Capture.Mark asked = lab.capture(0).behind(request);
                Frame unused =
                        lab.capture(0).await(Frames.sentBy("peer").and(Frames.dhcpAck()), asked, lab.scaled(Lab.SOON));
                connection.requireAlive();
                ping.requireAllAnswered();
                requireNoneRemoved(monitor);
            }
            require(addresses(lab, lab.state()).contains(address + "/24"), "the address is gone", List.of(address));
            require(server.isRunning(), "the server has ended");
        }
    }

    static void expiry(Lab lab) {
        Capture.Mark mark = lab.capture(0).mark();
        String address = leaseOfServerThatDies(lab);
        List<Frame> acknowledged =
                lab.capture(0).since(mark, Frames.sentBy("peer").and(Frames.dhcpAck()));
        Frame last = acknowledged.get(acknowledged.size() - 1);
        Duration left = Duration.between(Instant.now(), last.time().plus(SHORT_LEASE));
        lab.pass(left.isNegative() ? Duration.ZERO : left);
        NetworkState unused = lab.await(AFTER_EXPIRY, lab::state, state -> remains(lab, state, address));
    }

    private static String leaseOfServerThatDies(Lab lab) {
        try (RunningCommand server = DhcpServer.start(lab, SHORT_LEASE)) {
            lab.apply(plan(lab));
            String address = awaitLease(lab, Lab.SOON);
            lab.awaitPing(Lab.GATEWAY, address);
            require(server.isRunning(), "the server has ended");
            return address;
        }
    }

    /** Returns what is still there of a lease. */
    private static List<String> remains(Lab lab, NetworkState state, String address) {
        List<String> remains = new ArrayList<>();
        if (addresses(lab, state).contains(address + "/24")) {
            remains.add("the lease has expired, and the card still has its address " + address);
        }
        state.routes("main").stream()
                .filter(route ->
                        route.line().contains(Lab.GATEWAY) || route.line().contains(address))
                .forEach(route -> remains.add("the lease has expired, and there is still its route " + route.line()));
        if (lab.configurator().guarantees().contains(Guarantee.LEASED_NAME_SERVERS)
                && nameServers(state).stream().anyMatch(DhcpServer.NAME_SERVERS::contains)) {
            remains.add("the lease has expired, and its name servers are still asked: " + nameServers(state));
        }
        return remains;
    }

    /** A busybox has no monitor, and says nothing then. */
    private static void requireNoneRemoved(RunningCommand monitor) {
        List<String> removed = new ArrayList<>();
        for (Optional<OutputLine> line = monitor.nextLine(Duration.ofMillis(1));
                line.isPresent();
                line = monitor.nextLine(Duration.ofMillis(1))) {
            if (line.get().text().startsWith("Deleted")) {
                removed.add(line.get().text());
            }
        }
        require(removed.isEmpty(), "addresses were removed", removed);
    }

    private static NetworkPlan plan(Lab lab) {
        return NetworkPlan.of(lab.card(0).dhcp4());
    }

    /** Waits for an address of the server's, and returns it. */
    private static String awaitLease(Lab lab, Duration bound) {
        List<String> leased = lab.await(
                bound,
                () -> addresses(lab, lab.state()).stream()
                        .filter(address -> address.startsWith(DhcpServer.POOL))
                        .toList(),
                found -> found.isEmpty() ? List.of("the card has no address of the server's") : List.of());
        return leased.get(0).substring(0, leased.get(0).indexOf('/'));
    }

    private static FrameFilter discover() {
        return Frames.sentBy("subject").and(Frames.dhcpDiscover());
    }

    private static String clientId(Lab lab, Capture.Mark mark) {
        FrameFilter asks = Frames.sentBy("subject").and(Frames.dhcpDiscover().or(Frames.dhcpRequest()));
        Dhcp message =
                lab.capture(0).await(asks, mark, lab.scaled(Lab.SOON)).dhcp().orElseThrow();
        return message.option(CLIENT_ID).map(HexFormat.of()::formatHex).orElse("none, so " + message.clientMac());
    }
}

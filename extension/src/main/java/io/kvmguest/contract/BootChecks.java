package io.kvmguest.contract;

import static io.kvmguest.contract.Findings.require;

import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.Frames;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import io.kvmguest.network.Toggle;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What becomes of a network at the next boot. */
final class BootChecks {

    /** Prints the seconds since the kernel's start when whoever wants a network may begin. */
    private static final String ONLINE = """
            ! command -v systemctl >/dev/null || systemctl start network-online.target
            read -r up idle </proc/uptime
            echo "$up"
            """;

    private static final Duration MORE = Duration.ofSeconds(10);

    private BootChecks() {}

    static void optional(Lab lab) {
        lab.apply(NetworkPlan.of(
                lab.card(0).address(Lab.ADDRESS + "/24").gateway(Lab.GATEWAY),
                lab.card(1).address(Lab.OTHER_ADDRESS + "/24").optional(Toggle.ON)));
        Duration baseline = untilOnline(lab);

        Nic optional = lab.subject().nic(1);
        optional.carrierDown();
        requireNoLater(lab, baseline, "without the carrier of its optional card");
        optional.pullOut();
        requireNoLater(lab, baseline, "without its optional card");
    }

    private static void requireNoLater(Lab lab, Duration baseline, String how) {
        Duration now = untilOnline(lab);
        // Boots of the same guest differ by a part of their own time, too.
        require(
                now.compareTo(baseline.multipliedBy(3).dividedBy(2).plus(MORE)) <= 0,
                "the guest is online " + now.toMillis() / 1000.0 + " s after its start " + how + ", and with it "
                        + baseline.toMillis() / 1000.0 + " s after. Cards:",
                lab.state().interfaces());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
    }

    private static Duration untilOnline(Lab lab) {
        Guest guest = lab.subject();
        guest.reboot();
        String seconds = guest.shell().run(ONLINE).requireSuccess().stdout().strip();
        return Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
    }

    static void reset(Lab lab) {
        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        NetworkState before = lab.settled();
        lab.root().run("sync").requireSuccess();
        Capture.Mark mark = lab.capture(0).mark();

        lab.subject().reset();

        lab.awaitState(Duration.ofSeconds(15), before);
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        List<Frame> unplanned = lab.capture(0).since(mark, Frames.sentBy("subject")).stream()
                .filter(BootChecks::isUnplanned)
                .toList();
        require(unplanned.isEmpty(), "addresses that the plan does not name were used after the reset", unplanned);
    }

    private static boolean isUnplanned(Frame frame) {
        Set<String> planned = Set.of(Lab.ADDRESS, "0.0.0.0");
        return frame.ipv4().map(ip -> !planned.contains(ip.source())).orElse(false)
                || frame.arp()
                        .map(arp -> !planned.contains(arp.senderAddress()))
                        .orElse(false);
    }
}

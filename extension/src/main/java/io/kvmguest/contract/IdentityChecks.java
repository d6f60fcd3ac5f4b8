package io.kvmguest.contract;

import io.kvmguest.Nic;
import io.kvmguest.network.Guarantee;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.NetworkState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** That the right card has the right plan, whatever happens to it. */
final class IdentityChecks {

    private static final int FLAPS = 10;
    private static final Duration FLAP = Duration.ofMillis(200);

    private IdentityChecks() {}

    /** The kernel gives names in the order of slots, so that each card gets the other's. */
    static void exchanged(Lab lab) {
        NetworkPlan plan = NetworkPlan.of(
                lab.card(0).address(Lab.ADDRESS + "/24"), lab.card(1).address(Lab.OTHER_ADDRESS + "/24"));
        lab.apply(plan);
        requireAddresses(lab, Lab.AT_ONCE);

        Nic first = lab.subject().nic(0);
        Nic second = lab.subject().nic(1);
        first.pullOut();
        second.pullOut();
        second.putInPlaceOf(first);
        first.putInPlaceOf(second);
        if (lab.configurator().guarantees().contains(Guarantee.SURVIVES_REBOOT)) {
            lab.subject().reboot();
            requireAddresses(lab, Lab.SOON);
        } else {
            awaitCards(lab);
            lab.apply(plan);
            requireAddresses(lab, Lab.AT_ONCE);
        }
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
    }

    /** A guest sees what was plugged in when it gets to it. */
    private static void awaitCards(Lab lab) {
        NetworkState unused = lab.await(Lab.SOON, lab::state, state -> Stream.of(0, 1)
                .map(number -> lab.subject().nic(number).mac())
                .filter(mac -> state.findCard(mac).isEmpty())
                .map(mac -> "the guest does not see the card " + mac + ", which was put in again")
                .toList());
    }

    private static void requireAddresses(Lab lab, Duration bound) {
        List<String> wanted = List.of(Lab.ADDRESS + "/24", Lab.OTHER_ADDRESS + "/24");
        NetworkState unused = lab.await(bound, lab::state, state -> IntStream.range(0, wanted.size())
                .filter(card -> !lab.state(state, card).hasAddress(wanted.get(card)))
                .mapToObj(card -> "the card " + lab.subject().nic(card).mac() + " was to have " + wanted.get(card)
                        + ", and is " + String.join(" ", lab.state(state, card).describe()))
                .toList());
    }

    static void flapping(Lab lab) {
        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        NetworkState before = lab.settled();

        Nic nic = lab.subject().nic(0);
        for (int i = 0; i < FLAPS; i++) {
            nic.carrierDown();
            lab.pass(FLAP);
            nic.carrierUp();
            lab.pass(FLAP);
        }

        lab.awaitState(Duration.ofSeconds(5), before);
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
    }
}

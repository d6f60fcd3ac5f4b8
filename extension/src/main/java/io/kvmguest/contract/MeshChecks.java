package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static io.kvmguest.contract.Findings.require;

import io.kvmguest.Guest;
import io.kvmguest.network.AddressPlanner;
import io.kvmguest.network.AddressPlanner.Pair;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Frame;
import io.kvmguest.network.Frames;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkPlan;
import io.kvmguest.network.PlannedSubnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several guests, and all segments. */
final class MeshChecks {

    private MeshChecks() {}

    /** Each pair of three guests has a segment, and a subnet, of its own. */
    static void pairs(Lab lab) {
        Map<String, Guest> guests = new LinkedHashMap<>();
        guests.put("subject", lab.subject());
        guests.put("second", lab.another("second"));
        guests.put("third", lab.another("third"));
        List<Pair> pairs =
                List.of(new Pair("subject", "second"), new Pair("second", "third"), new Pair("third", "subject"));
        List<PlannedSubnet> subnets = AddressPlanner.from("10.64.0.0/16").pointToPoint(pairs);

        guests.forEach((name, guest) -> {
            List<InterfacePlan> cards = new ArrayList<>();
            for (int i = 0; i < pairs.size(); i++) {
                if (name.equals(pairs.get(i).left()) || name.equals(pairs.get(i).right())) {
                    cards.add(Cards.plan(lab.configurator(), guest, i)
                            .address(subnets.get(i).address(name).toString()));
                }
            }
            var unused = lab.configurator().apply(NetworkPlan.of(cards.toArray(InterfacePlan[]::new)), guest.shell());
        });

        for (int i = 0; i < pairs.size(); i++) {
            requireReach(
                    lab,
                    guests,
                    subnets.get(i),
                    pairs.get(i).left(),
                    pairs.get(i).right());
            requireReach(
                    lab,
                    guests,
                    subnets.get(i),
                    pairs.get(i).right(),
                    pairs.get(i).left());
        }
    }

    private static void requireReach(Lab lab, Map<String, Guest> guests, PlannedSubnet subnet, String from, String to) {
        String address = subnet.address(to).toString();
        Guest guest = guests.get(from);
        if (guest != null) {
            assertThat(guest.shell()).within(lab.scaled(Lab.SOON)).canReach(address.substring(0, address.indexOf('/')));
        }
    }

    static void silence(Lab lab) {
        Capture.Mark first = lab.capture(1).mark();
        Capture.Mark second = lab.capture(2).mark();

        lab.apply(lab.planA());
        lab.awaitPing(Lab.GATEWAY, Lab.ADDRESS);
        lab.apply(lab.planB());
        lab.awaitPing(Lab.OTHER_GATEWAY, Lab.OTHER_ADDRESS);

        List<Frame> frames = new ArrayList<>(lab.capture(1).since(first, Frames.sentBy("subject")));
        frames.addAll(lab.capture(2).since(second, Frames.sentBy("subject")));
        require(frames.isEmpty(), "the plans name none of the other cards, which have sent", frames);
    }
}

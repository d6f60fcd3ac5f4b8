package io.kvmguest.contract;

import io.kvmguest.Guest;
import io.kvmguest.network.InterfacePlan;
import io.kvmguest.network.NetworkConfigurator;
import io.kvmguest.network.PlanField;
import io.kvmguest.network.Toggle;

/** How plans name the cards of a guest. */
final class Cards {

    private Cards() {}

    /**
     * Returns a plan for a card that says hardly anything yet: it is meant by its MAC address, and no router is waited for, as
     * far as the configurator can say so.
     */
    static InterfacePlan plan(NetworkConfigurator configurator, Guest guest, int number) {
        InterfacePlan plan = configurator.does(PlanField.MATCH_BY_MAC)
                ? InterfacePlan.card("card" + number, guest.nic(number).mac())
                : InterfacePlan.named(guest.nic(number).interfaceName());
        return configurator.does(PlanField.ACCEPT_RA) ? plan.acceptRa(Toggle.OFF) : plan;
    }
}

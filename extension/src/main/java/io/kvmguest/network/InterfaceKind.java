package io.kvmguest.network;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** What sort of interface a plan speaks of. Interfaces that it names are those of the same plan. */
public sealed interface InterfaceKind {

    /** Returns the interfaces that have to be there before it: its parent, or its ports. */
    List<String> lower();

    /** Returns the same with other names of interfaces. */
    default InterfaceKind renamed(Map<String, String> names) {
        if (this instanceof Vlan vlan) {
            return new Vlan(names.getOrDefault(vlan.parent(), vlan.parent()), vlan.id());
        }
        List<String> ports =
                lower().stream().map(port -> names.getOrDefault(port, port)).toList();
        if (this instanceof Bridge bridge) {
            return new Bridge(ports, bridge.priority(), bridge.stp());
        }
        return this instanceof Bond bond ? new Bond(ports, bond.mode(), bond.miimon()) : this;
    }

    /**
     * An interface that is there already: a network card.
     *
     * @param mac the address of the card that is meant, whatever the guest calls it; empty if the name counts
     */
    record Card(Optional<String> mac) implements InterfaceKind {
        @Override
        public List<String> lower() {
            return List.of();
        }
    }

    /**
     * A VLAN of IEEE 802.1Q.
     *
     * @param parent the interface whose frames bear the tag
     * @param id from 1 to 4094
     */
    record Vlan(String parent, int id) implements InterfaceKind {
        public Vlan {
            Objects.requireNonNull(parent, "parent must not be null");
        }

        @Override
        public List<String> lower() {
            return List.of(parent);
        }
    }

    /**
     * A bridge of IEEE 802.1D.
     *
     * @param ports in order
     * @param priority from 0, the best, to 65535; the kernel's own is 32768
     * @param stp whether it speaks the spanning tree protocol; the kernel's own is off
     */
    record Bridge(List<String> ports, OptionalInt priority, Optional<Toggle> stp) implements InterfaceKind {
        public Bridge {
            ports = List.copyOf(ports);
        }

        @Override
        public List<String> lower() {
            return ports;
        }
    }

    /**
     * Several interfaces in the place of one.
     *
     * @param ports in order
     * @param mode the kernel's own is {@link BondMode#BALANCE_RR}
     * @param miimon how often the carriers of the ports are looked at; the kernel's own is never
     */
    record Bond(List<String> ports, Optional<BondMode> mode, Optional<Duration> miimon) implements InterfaceKind {
        public Bond {
            ports = List.copyOf(ports);
        }

        @Override
        public List<String> lower() {
            return ports;
        }
    }
}

package io.kvmguest;

import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.QemuProcess;
import io.kvmguest.shell.RootShell;
import java.util.Optional;

/**
 * A network card of a guest. Whatever the guest calls it, it is found by its {@linkplain #mac() MAC address}.
 *
 * <pre>{@code
 * root.run("ip link set " + nic.interfaceName() + " up").requireSuccess();
 * nic.carrierDown();
 * }</pre>
 *
 * <p>May be used from any thread.
 */
public final class Nic {

    /** Each card's own address, and what it is called; a port of a bond may have another's address. */
    private static final String FIND = """
            for card in /sys/class/net/*; do
                [ -e "$card/device" ] || continue
                address= permanent=
                read -r address <"$card/address"
                [ ! -e "$card/bonding_slave/perm_hwaddr" ] || read -r permanent <"$card/bonding_slave/perm_hwaddr"
                echo "${permanent:-$address} ${card##*/}"
            done
            """;

    private final int number;
    private final GuestSubject subject;
    private final QemuProcess qemu;
    private final Cables cables;
    private final RootShell shell;

    Nic(int number, GuestSubject subject, QemuProcess qemu, Cables cables, RootShell shell) {
        this.number = number;
        this.subject = subject;
        this.qemu = qemu;
        this.cables = cables;
        this.shell = shell;
    }

    /** Returns its place in the order of the guest's wishes, the first being 0. */
    public int number() {
        return number;
    }

    /** Returns the MAC address that it was made with: {@code 52:54:00:12:34:56}. */
    public String mac() {
        return qemu.machine().nics().get(number).mac();
    }

    /**
     * Returns what the guest calls it at the moment: {@code eth0}, {@code enp0s3}. The guest is asked each time.
     *
     * @throws IllegalStateException if the guest has no card of this address, as it has no driver for it, say
     */
    public String interfaceName() {
        String all = shell.run(FIND).requireSuccess().stdout().strip();
        return all.lines()
                .filter(line -> line.startsWith(mac() + " "))
                .map(line -> line.substring(mac().length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(title() + " is not among the guest's cards. It has "
                        + (all.isEmpty()
                                ? "none: is there a driver?"
                                : String.join(", ", all.lines().toList()))));
    }

    /** Returns the cable between it and a segment; empty while it leads nowhere. */
    public Optional<Link> link() {
        return cables.link(number);
    }

    /**
     * Connects it to a segment, whose {@linkplain Segment#link(String) link} then has the guest's name; the number of the card
     * is added to that, {@code router.1}, if another card of the guest is on this segment. It is disconnected from where it was
     * before. A clone that is made of this guest is connected to nothing.
     *
     * @throws IllegalStateException if its wish says that it leads elsewhere, or the segment is closed
     */
    public Link connect(Segment segment) {
        return cables.connect(number, segment);
    }

    /** Disconnects it, if it is connected. The guest keeps its carrier, and hears nobody any more. */
    public void disconnect() {
        link().ifPresent(Link::unplug);
    }

    /**
     * Takes its carrier away, as the guest sees it when a cable is pulled: {@code NO-CARRIER}.
     *
     * @throws io.kvmguest.qemu.QmpException if QEMU is gone
     * @see <a href="https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html">QMP {@code set_link}</a>
     */
    public void carrierDown() {
        qemu.cards().carrierDown(number);
    }

    /**
     * Gives it its carrier again.
     *
     * @throws io.kvmguest.qemu.QmpException if QEMU is gone
     */
    public void carrierUp() {
        qemu.cards().carrierUp(number);
    }

    /**
     * Pulls the card out of the running machine, and returns when the guest has let go of it.
     *
     * @throws IllegalStateException if it does not let go, or there is none
     * @throws io.kvmguest.qemu.QmpException if QEMU refuses
     */
    public void pullOut() {
        if (!qemu.cards().pullOut(number)) {
            throw new IllegalStateException(title() + " was to be pulled out, but the guest does not let go of it:"
                    + " its kernel may have no driver for hot-plug (acpiphp)");
        }
    }

    /** Returns whether it was pulled out, and not put back in. */
    public boolean isOut() {
        return qemu.cards().isOut(number);
    }

    /**
     * Puts the card back that was pulled out, with the address and the cable that it had.
     *
     * @throws io.kvmguest.qemu.QmpException if QEMU refuses, as it does if it is there
     */
    public void putIn() {
        qemu.cards().putIn(number);
    }

    /**
     * Puts the card back that was pulled out, in the slot that another one had when it was pulled out. Kernels give names in the
     * order of slots.
     *
     * <pre>{@code
     * first.pullOut();
     * second.pullOut();
     * second.putInPlaceOf(first);
     * first.putInPlaceOf(second);
     * }</pre>
     *
     * @throws IllegalArgumentException if the other one is of another guest
     * @throws IllegalStateException if the other one is in its slot
     * @throws io.kvmguest.qemu.QmpException if QEMU refuses, as it does if this one is there, or the slot is taken
     */
    public void putInPlaceOf(Nic other) {
        if (other.qemu != qemu) {
            throw new IllegalArgumentException(other.title() + " is not of " + subject.name());
        }
        if (!qemu.cards().wasOut(other.number)) {
            throw new IllegalStateException(other.title() + " is in its slot: pull it out first");
        }
        qemu.cards().putIn(number, other.number);
    }

    private String title() {
        return subject.name() + ": network card " + number + " (" + mac() + ")";
    }

    @Override
    public String toString() {
        return title();
    }
}

package io.kvmguest;

import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.qemu.QemuProcess;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where the cables of a guest's network cards lead. */
final class Cables {

    private final GuestSubject subject;
    private final QemuProcess qemu;
    private final Map<Integer, Link> links = new ConcurrentHashMap<>();
    private volatile Forwards forwards = new Forwards();

    Cables(GuestSubject subject, QemuProcess qemu) {
        this.subject = subject;
        this.qemu = qemu;
    }

    /** Connects the guest with all that its wishes name, before it runs. */
    void lay(GuestSpec spec) {
        connect(spec.segments());
        if (spec.hasOutside()) {
            int last = qemu.machine().nics().size() - 1;
            try {
                forwards = Forwards.open(qemu.qmp(), qemu.cards().netdev(last), spec.forwards());
            } catch (IllegalStateException e) {
                throw new IllegalStateException(subject.name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Connects the first card to the first segment, the second to the second, unless they are. */
    synchronized void connect(List<Segment> segments) {
        for (int card = 0; card < segments.size(); card++) {
            Segment segment = segments.get(card);
            if (link(card).filter(link -> link.segment().equals(segment)).isEmpty()) {
                Link unused = connect(card, segment);
            }
        }
    }

    synchronized Link connect(int card, Segment segment) {
        try {
            Link link = segment.connect(name(card, segment), qemu.cards().socket(card));
            Link before = links.put(card, link);
            if (before != null) {
                before.unplug();
            }
            return link;
        } catch (IllegalStateException e) {
            throw new IllegalStateException(subject.name() + ": " + e.getMessage(), e);
        }
    }

    /** Returns the guest's name, unless another of its cards has that already on this segment. */
    private String name(int card, Segment segment) {
        String name = subject.guest();
        boolean taken = links.entrySet().stream()
                .anyMatch(each -> each.getKey() != card
                        && each.getValue().segment().equals(segment)
                        && each.getValue().name().equals(name));
        return taken ? name + "." + card : name;
    }

    InetSocketAddress forwarded(int port) {
        try {
            return forwards.of(port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(subject.name() + ": " + e.getMessage(), e);
        }
    }

    /** Returns the cable of a card, if it leads anywhere. */
    Optional<Link> link(int card) {
        return Optional.ofNullable(links.get(card)).filter(Link::isPlugged);
    }
}

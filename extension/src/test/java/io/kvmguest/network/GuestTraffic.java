package io.kvmguest.network;

import io.kvmguest.Boot;
import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.Wiring;
import io.kvmguest.bench.BenchmarkReport;
import io.kvmguest.bench.BenchmarkReport.Goal;
import io.kvmguest.qemu.Machine;
import io.kvmguest.shell.Command;
import io.kvmguest.shell.RunningCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What guests make of it: a TCP connection over a segment beside one over QEMU's own socket, and many guests at once. */
final class GuestTraffic {

    private static final int MIB = 16;
    private static final int ROUNDS = 5;
    private static final int GUESTS = 16;
    private static final int ROUTERS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private GuestTraffic() {}

    static void measure(Path folder, BenchmarkReport report) throws Exception {
        throughput(folder, report);
        manyGuests(report);
    }

    private static void throughput(Path folder, BenchmarkReport report) {
        String socket = ",addr.type=unix,addr.path=" + folder.resolve("direct");
        try (Segment lan = Segment.create("lan");
                Guest left = Guest.start(
                        GuestSpec.of("mini").name("left").boot(Boot.COLD).segments(lan));
                Guest right = Guest.start(
                        GuestSpec.of("mini").name("right").boot(Boot.COLD).segments(lan));
                Guest bareLeft = Guest.start(direct("left", "stream,server=on" + socket));
                Guest bareRight = Guest.start(direct("right", "stream,server=off" + socket))) {
            addresses(left, right);
            addresses(bareLeft, bareRight);
            List<Double> over = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                over.add(transfer(left, right));
                bare.add(transfer(bareLeft, bareRight));
            }
            report.add("TCP between two guests, " + MIB + " MiB", "s", over, bare, Goal.ratioAtMost(1 / 0.9));
        }
    }

    private static GuestSpec direct(String name, String backEnd) {
        String mac = name.equals("left") ? "52:54:00:00:00:01" : "52:54:00:00:00:02";
        return GuestSpec.of("mini")
                .name(name)
                .boot(Boot.COLD)
                .nics(0)
                .nic(new Machine.Nic("virtio-net-pci", mac, Optional.of(backEnd)));
    }

    private static void addresses(Guest left, Guest right) {
        address(left, "eth0", "10.0.0.1/24");
        address(right, "eth0", "10.0.0.2/24");
        left.shell().run("ping -q -c 3 -W 30 10.0.0.2").requireSuccess();
    }

    private static void address(Guest guest, String card, String address) {
        guest.shell()
                .run("ip link set " + card + " up && ip addr add " + address + " dev " + card)
                .requireSuccess();
    }

    private static double transfer(Guest left, Guest right) {
        // It ends when it has all, and says how much that was.
        RunningCommand sink =
                right.shell().start(Command.of("nc -l -p 5000 -e wc -c").timeout(PATIENCE));
        right.shell()
                .run(Command.of("until netstat -ltn | grep -q :5000; do :; done")
                        .timeout(PATIENCE))
                .requireSuccess();
        long start = System.nanoTime();
        String arrived = left.shell()
                .run(Command.of("dd if=/dev/zero bs=64k count=" + MIB * 16 + " 2>/dev/null | nc 10.0.0.2 5000")
                        .timeout(PATIENCE))
                .requireSuccess()
                .stdout();
        double took = seconds(start);
        sink.await(PATIENCE).requireSuccess();
        if (!arrived.strip().equals(String.valueOf(MIB << 20))) {
            throw new IllegalStateException("of " + (MIB << 20) + " bytes arrived " + arrived);
        }
        return took;
    }

    /** All on one segment, and ten of them in a row that route. */
    private static void manyGuests(BenchmarkReport report) throws Exception {
        start().forEach(Guest::close); // from here on there are templates
        long begin = System.nanoTime();
        List<Guest> guests = start();
        double started = seconds(begin);
        try (Wiring wiring = Wiring.of(guests.toArray(Guest[]::new))) {
            String[] names = guests.stream().map(Guest::name).toArray(String[]::new);
            String[] routers = List.of(names).subList(0, ROUTERS).toArray(String[]::new);
            List<String> unused = wiring.lay(Topology.segment("lan", names).and(Topology.chain(routers)));
            inParallel(guests.stream().map(guest -> configure(guest, wiring)).toList());
            inParallel(guests.stream().map(GuestTraffic::reachAll).toList());
        } finally {
            guests.forEach(Guest::close);
        }
        report.add("16 guests started as clones", "s", List.of(started), Goal.none());
        report.add(
                "16 guests on a segment and a chain of 10 routers: started, configured, all pairs reached",
                "s",
                List.of(seconds(begin)),
                Goal.atMost(60));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static List<Guest> start() throws Exception {
        return inParallel(IntStream.range(0, GUESTS)
                .<Callable<Guest>>mapToObj(i -> () ->
                        Guest.start(GuestSpec.of("mini").name("n" + i).nics(3).memory("96M")))
                .toList());
    }

    private static int number(String guest) {
        return Integer.parseInt(guest.substring(1));
    }

    private static Callable<Integer> configure(Guest guest, Wiring wiring) {
        int number = number(guest.name());
        StringBuilder script = new StringBuilder("set -e; echo 1 >/proc/sys/net/ipv4/ip_forward\n");
        up(script, wiring.nic(guest.name(), "lan").number(), "10.0.0." + (number + 1));
        for (String segment : wiring.topology().of(guest.name())) {
            if (!segment.equals("lan")) {
                int first = number(wiring.topology().on(segment).get(0));
                up(
                        script,
                        wiring.nic(guest.name(), segment).number(),
                        "10.1." + first + "." + (number == first ? 1 : 2));
            }
        }
        if (number < ROUTERS) {
            for (int net = 0; net < ROUTERS - 1; net++) {
                if (net > number) {
                    route(script, net, "10.1." + number + ".2");
                } else if (net < number - 1) {
                    route(script, net, "10.1." + (number - 1) + ".1");
                }
            }
        }
        return () -> guest.shell().run(script.toString()).requireSuccess().exitStatus();
    }

    private static void up(StringBuilder script, int card, String address) {
        script.append("ip link set eth" + card + " up; ip addr add " + address + "/24 dev eth" + card + "\n");
    }

    private static void route(StringBuilder script, int net, String via) {
        script.append("ip route add 10.1." + net + ".0/24 via " + via + "\n");
    }

    private static Callable<Integer> reachAll(Guest guest) {
        StringBuilder script = new StringBuilder("set -e\n");
        IntStream.rangeClosed(1, GUESTS)
                .forEach(i -> script.append("ping -q -c 1 -W 20 10.0.0." + i + " >/dev/null\n"));
        int number = number(guest.name());
        if (number < ROUTERS) {
            IntStream.range(0, ROUTERS - 1)
                    .forEach(net -> script.append("ping -q -c 1 -W 20 10.1." + net + ".1 >/dev/null\n"
                            + "ping -q -c 1 -W 20 10.1." + net + ".2 >/dev/null\n"));
        }
        return () -> guest.shell()
                .run(Command.of(script.toString()).timeout(PATIENCE))
                .requireSuccess()
                .exitStatus();
    }

    private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(tasks)) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}

package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.RootShell;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Test classes that {@link FreshBenchmark} measures. */
final class FreshMethods {

    /** How long each method has waited for its guest, in seconds. */
    static final List<Double> WAITED = new CopyOnWriteArrayList<>();

    private static volatile long asked;

    /** Stands before the extension that starts guests. */
    static final class Stopwatch implements TestInstancePreConstructCallback {
        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
            asked = System.nanoTime();
        }
    }

    private static void test(RootShell root) {
        WAITED.add((System.nanoTime() - asked) / 1e9);
        // The test that runs while the next guest is made ready.
        root.run("sleep 2").requireSuccess();
    }

    @ExtendWith(Stopwatch.class)
    @KvmGuest("mini")
    static class OnMini {
        @RepeatedTest(20)
        void waits(RootShell root) {
            test(root);
        }
    }

    @ExtendWith(Stopwatch.class)
    @KvmGuest("debian-12")
    static class OnDebian {
        @RepeatedTest(20)
        void waits(RootShell root) {
            test(root);
        }
    }

    @KvmGuest("debian-12")
    static class Destructive {

        /** Fails if anything is to be seen of what another method did; else it prints the process that a service runs in. */
        private static final String UNTOUCHED = """
                [ ! -e /mark ] && [ -x /usr/bin/env ] && [ -x /usr/sbin/fsck ] &&
                ! grep -q 192.0.2.1 /proc/net/fib_trie &&
                read -r p </sys/fs/cgroup/system.slice/systemd-journald.service/cgroup.procs && echo $p \\
                """;

        private static final List<String> CHANGES = List.of(
                "echo mine >/mark",
                "ip addr add 192.0.2.1/24 dev eth0",
                "kill -9 $p; while kill -0 $p 2>/dev/null; do :; done",
                "rm -rf /usr/sbin");

        /** Each clone has the same processes. */
        private static final Set<String> SERVICES = ConcurrentHashMap.newKeySet();

        @RepeatedTest(100)
        void changes_its_guest(RepetitionInfo repetition, RootShell root) {
            int number = repetition.getCurrentRepetition();
            // An emulated guest takes as long for all of it as for ten of the others.
            String change = number == 50 ? "rm -rf /usr" : CHANGES.get(number % CHANGES.size());
            SERVICES.add(root.run(UNTOUCHED + "&& " + change).requireSuccess().stdout());
            assertThat(SERVICES).hasSize(1);
        }
    }

    @KvmGuest("debian-12")
    static class One {
        @Test
        void has_a_root_shell(RootShell root) {
            assertThat(root.run("id -u").stdout()).isEqualTo("0");
        }
    }

    /** Runs one of them as a build tool does. */
    static void run(Class<?> tests, long expected) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(tests))
                                .configurationParameter("kvmguest.evidence.keep", "never")
                                .build(),
                        summary);
        summary.getSummary().getFailures().stream().findFirst().ifPresent(failure -> {
            throw new AssertionError(failure.getTestIdentifier().getDisplayName(), failure.getException());
        });
        if (summary.getSummary().getTestsSucceededCount() != expected) {
            throw new AssertionError(summary.getSummary().getTestsSucceededCount() + " tests passed of " + expected);
        }
    }

    /** For a JVM of its own. */
    public static void main(String[] arguments) {
        run(One.class, 1);
    }

    private FreshMethods() {}
}

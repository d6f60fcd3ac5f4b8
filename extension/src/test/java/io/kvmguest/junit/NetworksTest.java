package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
import io.kvmguest.shell.RootShell;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which segment a guest is on, for how long, and what a test is given of it. */
class NetworksTest {

    @TempDir
    Path folder;

    private FakeHost host() {
        return new FakeHost(folder).with(Settings.AHEAD, "off");
    }

    /** Returns what was connected and run in a class all of whose tests pass, with the names of segments. */
    private static List<String> log(FakeHost host, Class<?>... fixtures) {
        assertThat(host.passing(fixtures)).isPositive();
        return host.log()
                .filter(line -> line.startsWith("connect") || line.startsWith("run"))
                .map(host::withNames)
                .toList();
    }

    private static String word(String line, int number) {
        return List.of(line.split(" ", -1)).get(number);
    }

    private static void see(RootShell root, String what, Segment segment) {
        root.run(what + " " + segment.seed());
    }

    // --- how long it lives ------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", name = "a", networks = "lan")
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OfEachMethod {
        @OnNetwork
        Segment field;

        @Test
        void first(RootShell a, Segment lan) {
            see(a, "first", lan);
            assertThat(field).isSameAs(lan);
        }

        @Test
        void second(RootShell a, Segment lan) {
            see(a, "second", lan);
        }
    }

    @Test
    void each_method_has_a_segment_of_its_own() {
        assertThat(log(host(), OfEachMethod.class))
                .containsExactly(
                        "connect a#1 to lan#1", "run a#1 first lan#1", "connect a#2 to lan#2", "run a#2 second lan#2");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmNetwork(name = "wan")
    @KvmGuest(
            value = "mini",
            name = "router",
            networks = {"lan", "wan"},
            reset = Reset.PER_CLASS)
    @KvmGuest(value = "mini", name = "client", networks = "lan")
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Mixed {
        @InGuest("router")
        static RootShell router;

        @OnNetwork("lan")
        static Segment shared;

        @Test
        void first(@InGuest("client") RootShell client, @OnNetwork("lan") Segment lan, @OnNetwork("wan") Segment wan) {
            assertThat(lan).isSameAs(shared);
            see(client, "first", lan);
            see(router, "first", wan);
        }

        @Test
        void second(@InGuest("client") RootShell client, @OnNetwork("lan") Segment lan) {
            assertThat(lan).isSameAs(shared);
            see(client, "second", lan);
        }
    }

    @Test
    void a_guest_of_the_class_keeps_its_segments_which_others_join() {
        List<String> log = log(host(), Mixed.class);
        // They start side by side, in whatever order.
        assertThat(log.stream().map(line -> line.replaceAll("#\\d+", "")))
                .containsExactlyInAnyOrder(
                        "connect router to lan",
                        "connect router to wan",
                        "connect client to lan",
                        "run client first lan",
                        "run router first wan",
                        "connect client to lan",
                        "run client second lan");
        assertThat(log.stream()
                        .filter(line -> line.contains(" lan#"))
                        .map(line -> word(line, 3))
                        .distinct())
                .hasSize(1);
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", name = "a", networks = "lan")
    @KvmGuest(value = "mini", name = "b", networks = "lan")
    static class Prepared {
        @BeforeAll
        static void prepare(@InGuest("a") RootShell a, Segment lan) {
            see(a, "prepare", lan);
        }

        @RepeatedTest(3)
        void test(@InGuest("a") RootShell a, @InGuest("b") RootShell b, Segment lan) {
            see(a, "test", lan);
            see(b, "test", lan);
        }
    }

    @Test
    void what_is_prepared_for_the_class_is_connected_like_the_others() {
        for (FakeHost host : List.of(host(), new FakeHost(folder.resolve("ahead")).withTemplates())) {
            List<String> log = log(host, Prepared.class);
            assertThat(log.stream().filter(line -> line.contains("prepare"))).hasSize(1);
            Set<String> used = new TreeSet<>();
            for (int i = 0; i < log.size(); i++) {
                if (log.get(i).contains(" test ") && log.get(i).contains("run a#")) {
                    String segment = log.get(i).substring(log.get(i).lastIndexOf(' ') + 1);
                    assertThat(used.add(segment))
                            .as("%s is another one", segment)
                            .isTrue();
                    assertThat(log.get(i + 1))
                            .as("both on one")
                            .contains("run b#")
                            .endsWith(segment);
                    String a = word(log.get(i), 1);
                    String b = word(log.get(i + 1), 1);
                    assertThat(log).contains("connect " + a + " to " + segment, "connect " + b + " to " + segment);
                }
            }
            assertThat(used).hasSize(3);
        }
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", name = "a", networks = "lan")
    static class WithNested {
        @Nested
        @KvmNetwork(name = "wan")
        @KvmGuest(
                value = "mini",
                name = "b",
                networks = {"wan", "lan"})
        class Inner {
            @Test
            void test(@InGuest("b") RootShell b, @OnNetwork("lan") Segment lan, @OnNetwork("wan") Segment wan) {
                see(b, "lan", lan);
                see(b, "wan", wan);
            }
        }

        @Test
        @KvmGuest(value = "mini", name = "c", networks = "lan")
        void own(@InGuest("c") RootShell c, Segment lan) {
            see(c, "own", lan);
        }

        @Test
        @KvmNetwork(name = "extra")
        @KvmGuest(value = "mini", name = "d", networks = "extra")
        void more(@InGuest("d") RootShell d, @OnNetwork("extra") Segment extra) {
            see(d, "more", extra);
        }
    }

    @Test
    void nested_classes_and_methods_add_to_what_is_around_them() {
        List<String> log = log(host(), WithNested.class);
        assertThat(log).filteredOn(line -> line.startsWith("run")).hasSize(4);
        for (String line : log) {
            if (line.startsWith("run")) {
                assertThat(log).contains("connect " + word(line, 1) + " to " + word(line, 3));
            }
        }
        long clients = log.stream()
                .filter(line -> line.matches("connect a#\\d+ to lan#\\d+"))
                .count();
        assertThat(clients).as("a is on a lan of each of the three methods").isEqualTo(3);
    }

    @OnFakeHost
    @KvmNetwork(name = "lan", seed = 7)
    static class Extension {
        @RegisterExtension
        static KvmGuestExtension a = KvmGuestExtension.builder()
                .image("mini")
                .name("a")
                .networks("lan")
                .build();

        @Test
        void test(RootShell root, Segment lan) {
            assertThat(lan.seed()).isEqualTo(7);
            see(root, "test", lan);
        }
    }

    @Test
    void a_guest_of_a_field_is_on_the_networks_of_its_class() {
        assertThat(log(host(), Extension.class)).containsExactly("connect a#1 to lan#1", "run a#1 test lan#1");
    }

    // --- mistakes ---------------------------------------------------------------------------------------------------

    private void refuses(Class<?> fixture, String message) {
        assertThat(host().failing(fixture))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(message);
    }

    private void doesNotResolve(Class<?> fixture, String message) {
        assertThat(host().failing(fixture))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessage(message);
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", networks = "lam")
    static class Misspelt {
        @Test
        void test() {}
    }

    @Test
    void a_guest_on_a_network_that_is_not_there() {
        refuses(
                Misspelt.class,
                "Misspelt: @KvmGuest(value = \"mini\", networks = \"lam\"): there is no network 'lam'. Did you mean 'lan'?"
                        + " Add @KvmNetwork(name = \"lam\") to Misspelt");
    }

    @OnFakeHost
    static class OnAMethod {
        @Test
        @KvmGuest(value = "mini", networks = "lan")
        void test() {}
    }

    @Test
    void a_guest_of_a_method_on_a_network_that_is_not_there() {
        refuses(
                OnAMethod.class,
                "OnAMethod.test(): @KvmGuest(value = \"mini\", networks = \"lan\"): there is no network 'lan'. Add"
                        + " @KvmNetwork(name = \"lan\") to OnAMethod");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmNetwork(name = "lan", seed = 3)
    static class Twins {
        @Test
        void test() {}
    }

    @Test
    void two_networks_of_one_name() {
        refuses(Twins.class, "Twins: two networks are named 'lan'. Give one of them a name of its own");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    static class Outer {
        @Nested
        @KvmNetwork(name = "lan")
        class Inner {
            @Test
            void test() {}
        }
    }

    @Test
    void two_networks_of_one_name_around_each_other() {
        refuses(
                Outer.class,
                "Outer.Inner: two networks are named 'lan', and the other one is on Outer. Give one of them a name of its own");
    }

    @OnFakeHost
    @KvmNetwork(name = "my lan")
    static class BadName {
        @Test
        void test() {}
    }

    @Test
    void a_name_that_cannot_be_one() {
        refuses(
                BadName.class,
                "BadName: @KvmNetwork(name = \"my lan\"): name must be made of letters, digits, '.', '_' and '-'");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", networks = "lan", reset = Reset.NEVER)
    static class Shared {
        @Test
        void test() {}
    }

    @Test
    void a_guest_of_the_run_on_a_network_of_the_class() {
        refuses(
                Shared.class,
                "Shared: @KvmGuest(value = \"mini\", networks = \"lan\", reset = NEVER): a guest that all tests of the run"
                        + " share (reset = NEVER) cannot be on networks, which are a class's or a method's: use reset ="
                        + " PER_CLASS");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", macs = "53:54:00:00:00:01")
    static class OfAGroup {
        @Test
        void test() {}
    }

    @Test
    void an_address_that_no_card_can_have() {
        refuses(
                OfAGroup.class,
                "OfAGroup: @KvmGuest(value = \"mini\", macs = \"53:54:00:00:00:01\"): \"53:54:00:00:00:01\" is the address of"
                        + " a group: the first pair of a card's address must be even");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class NoNetwork {
        @Test
        void test(Segment lan) {}
    }

    @Test
    void a_segment_where_there_is_no_network() {
        doesNotResolve(
                NoNetwork.class,
                "Parameter 1 (Segment) of NoNetwork.test(): there is no network here: put @KvmNetwork(name = \"lan\") on"
                        + " NoNetwork, or make one with Segment.create(\"lan\")");
    }

    /** An annotation of one's own, as users make them. */
    @Retention(RetentionPolicy.RUNTIME)
    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmNetwork(name = "wan")
    @KvmGuest(
            value = "mini",
            name = "a",
            networks = {"lan", "wan"})
    @KvmGuest(value = "mini", name = "b", networks = "lan")
    @interface OnTwoNetworks {}

    @OnTwoNetworks
    static class Which {
        @Test
        void segment(Segment any) {}
    }

    @Test
    void one_of_two_segments() {
        doesNotResolve(
                Which.class,
                "Parameter 1 (Segment) of Which.segment(): which network? There are 'lan' and 'wan': add @OnNetwork(\"lan\")"
                        + " or @OnNetwork(\"wan\")");
    }

    @OnTwoNetworks
    static class WhichCable {
        @Test
        void link(@InGuest("a") Link any) {}
    }

    @Test
    void one_of_two_cables() {
        doesNotResolve(
                WhichCable.class,
                "Parameter 1 (Link) of WhichCable.link(): which network? Guest 'a' is on 'lan' and 'wan': add"
                        + " @OnNetwork(\"lan\") or @OnNetwork(\"wan\")");
    }

    @OnTwoNetworks
    static class NotThere {
        @Test
        void link(@InGuest("b") @OnNetwork("wan") Link any) {}
    }

    @Test
    void a_cable_that_is_not_there() {
        doesNotResolve(
                NotThere.class,
                "Parameter 1 (Link) of NotThere.link(): guest 'b' is not on network 'wan', but on 'lan'");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class OnNone {
        @Test
        void link(Link any) {}
    }

    @Test
    void a_cable_of_a_guest_that_is_on_no_network() {
        doesNotResolve(
                OnNone.class,
                "Parameter 1 (Link) of OnNone.link(): guest 'mini' is on no network: say so in @KvmGuest(…, networks ="
                        + " \"…\"), or take the guest, and guest.nic(0)");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", networks = "lan")
    static class AStaticField {
        @OnNetwork("lan")
        static Segment lan;

        @Test
        void test() {}
    }

    @Test
    void a_static_field_for_what_each_method_has() {
        refuses(
                AStaticField.class,
                "AStaticField.lan (Segment): each test method has a network 'lan' of its own, as its guests have it, which"
                        + " nothing can hold that several of them share: use parameters and instance fields, or guests with"
                        + " reset = PER_CLASS");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", networks = "lan")
    static class WrongType {
        @InGuest("mini")
        Segment lan;

        @Test
        void test() {}
    }

    @Test
    void annotations_that_do_not_go_with_a_type() {
        refuses(
                WrongType.class,
                "WrongType.lan (Segment): @InGuest goes with Guest, Board, RootShell, SerialConsole, BootLog, Link or Nic, not with"
                        + " Segment");
        doesNotResolve(
                WrongParameter.class,
                "Parameter 1 (RootShell) of WrongParameter.test(): @OnNetwork goes with Segment, Capture, Link or Nic, not with"
                        + " RootShell");
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", networks = "lan")
    static class WrongParameter {
        @Test
        void test(@OnNetwork("lan") RootShell root) {}
    }

    @OnFakeHost
    @KvmNetwork(name = "lan")
    @KvmGuest(value = "mini", networks = "lan")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class SharedInstance {
        @OnNetwork
        Segment lan;

        @BeforeAll
        void before(Segment given) {
            assertThat(lan).isSameAs(given);
        }

        @Test
        void test(Segment given) {
            assertThat(lan).isSameAs(given);
        }

        @AfterAll
        static void after() {}
    }

    @Test
    void a_field_of_a_shared_instance_is_filled_for_each_method() {
        assertThat(host().passing(SharedInstance.class)).isEqualTo(1);
    }

    // --- when a test fails ------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmNetwork(name = "lan", seed = 42)
    @KvmGuest(value = "mini", networks = "lan")
    static class Fails {
        @Test
        void test() {
            throw new AssertionError("lost");
        }
    }

    @Test
    void a_failure_says_how_to_have_it_again() {
        assertThat(host().failing(Fails.class))
                .hasMessage("lost")
                .satisfies(failure -> assertThat(failure.getSuppressed()).anySatisfy(more -> assertThat(more)
                        .hasMessage("Networks during this test:\n"
                                + "  lan, which does at random the same again with @KvmNetwork(name = \"lan\", seed ="
                                + " 42L)")));
    }
}

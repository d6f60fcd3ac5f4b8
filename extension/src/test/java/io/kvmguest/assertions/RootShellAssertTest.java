package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RootShellAssertTest {

    @Nested
    class HasAddress {

        private final FakeShell shell = FakeShell.printing("""
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
                    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
                    inet 127.0.0.1/8 scope host lo
                """);

        @Test
        void should_pass_if_an_interface_has_it() {
            assertThat(shell).hasAddress("127.0.0.1/8").hasAddress("127.0.0.1").hasNoAddress("10.0.0.1");
        }

        @Test
        void should_fail_if_none_has_it() {
            AssertionError error = expectAssertionError(() -> assertThat(shell).hasAddress("10.0.0.1"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have address:
                      "10.0.0.1"
                    but there was:
                      lo: up, carrier, mtu 65536, mac 00:00:00:00:00:00
                        127.0.0.1/8""");
        }

        @Test
        void should_fail_if_one_has_what_none_should_have() {
            AssertionError error = expectAssertionError(() -> assertThat(shell).hasNoAddress("127.0.0.1"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have no address:
                      "127.0.0.1"
                    but there was:
                      lo: up, carrier, mtu 65536, mac 00:00:00:00:00:00
                        127.0.0.1/8""");
        }
    }

    @Nested
    class ListensOn {

        @Test
        void should_pass_if_a_process_does() {
            FakeShell shell = FakeShell.printing(Recorded.TCP);
            assertThat(shell).listensOn(22).listensOn(80).doesNotListenOn(23);
            assertThat(FakeShell.printing(Recorded.UDP)).listensOnUdp(67).doesNotListenOnUdp(68);
            then(shell.scripts().get(0))
                    .isEqualTo("head -c 6 /proc/self/exe && cat /proc/net/tcp"
                            + " && { cat /proc/net/tcp6 2>/dev/null || :; }");
        }

        @Test
        void should_fail_if_none_does() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(Recorded.TCP)).listensOn(23));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to listen on:
                      tcp port 23
                    but it listened on:
                      tcp 0.0.0.0:8080
                      tcp 127.0.0.1:22
                      tcp [::]:80
                      tcp [::1]:631""");
        }

        @Test
        void should_fail_if_one_does_that_should_not() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(Recorded.UDP)).doesNotListenOnUdp(67));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to not listen on:
                      udp port 67
                    but it listened on:
                      udp 0.0.0.0:67""");
        }

        @Test
        void should_fail_if_the_guest_cannot_tell() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(FakeShell.failing(1, "head: /proc/self/exe: No such file\n"))
                            .doesNotListenOn(22));
            then(error).hasMessageContaining("\nto tell its tcp sockets, but it cannot:\n");
        }
    }

    @Nested
    class CanReach {

        private static final String REPLY = "64 bytes from 10.0.0.2: seq=0 ttl=64 time=0.4 ms";
        private static final String SUMMARY = "1 packets transmitted, 1 packets received, 0% packet loss";

        @Test
        void should_pass_if_the_host_answers() {
            FakeShell shell = FakeShell.printing(REPLY);
            assertThat(shell).canReach("10.0.0.2");
            then(shell.scripts())
                    .containsExactly(
                            "ping -c 1 -W 1 '10.0.0.2' || ping -c 1 -W 1 '10.0.0.2'" + " || ping -c 1 -W 1 '10.0.0.2'");
        }

        @Test
        void should_fail_with_what_ping_said() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.failing(2, "ping: sendto: Network is unreachable\n"))
                            .canReach("10.0.0.2"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to reach:
                      "10.0.0.2"
                    but ping said:
                      | ping: sendto: Network is unreachable""");
        }

        @Test
        void should_fail_if_there_is_no_ping() {
            FakeShell shell = FakeShell.failing(127, "sh: ping: not found\n");
            then(expectAssertionError(() -> assertThat(shell).cannotReach("10.0.0.2")))
                    .hasMessage("""

                            Expecting:
                              root shell of guest 'router'
                            to tell whom it can reach, but it cannot:
                              ping -c 1 -W 1 '10.0.0.2' || ping -c 1 -W 1 '10.0.0.2' || ping -c 1 -W 1 '10.0.0.2'
                              ended with exit status 127 (command not found) and printed:
                              | sh: ping: not found""");
        }

        @Test
        void should_fail_if_the_host_answers_that_should_not() {
            assertThat(FakeShell.failing(1, "")).cannotReach("10.0.0.2");

            AssertionError error =
                    expectAssertionError(() -> assertThat(FakeShell.printing(REPLY + "\n\n" + SUMMARY + "\n"))
                            .cannotReach("10.0.0.2"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to be unable to reach:
                      "10.0.0.2"
                    but ping said:
                      | 64 bytes from 10.0.0.2: seq=0 ttl=64 time=0.4 ms
                      | 1 packets transmitted, 1 packets received, 0% packet loss""");
        }

        @Test
        void should_refuse_a_host_that_ping_would_take_for_an_option() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(FakeShell.printing("")).canReach("-f"))
                    .withMessage("host must be an address or a name: \"-f\"");
        }
    }

    @Nested
    class Runs {

        @Test
        void should_pass_if_it_succeeds() {
            assertThat(FakeShell.printing("")).runs("true");
        }

        @Test
        void should_fail_if_it_does_not() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.failing(2, "no\n")).runs("test -e /x"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to run with success:
                      test -e /x
                    but it ended with exit status:
                      2
                    stdout:
                      (nothing)
                    stderr:
                      | no""");
        }
    }

    @Nested
    class HasProcess {

        private static final String PROCESSES = """
                ==> /dev/null <==

                ==> /proc/1/stat <==
                1 (init) S 0

                ==> /proc/2/stat <==
                2 (kthreadd) S 0

                ==> /proc/70/stat <==
                70 (dhclient) Z 1

                ==> /proc/80/stat <==
                80 (sshd) S 1

                ==> /proc/1/cmdline <==
                /sbin/init\0
                ==> /proc/2/cmdline <==

                ==> /proc/70/cmdline <==

                ==> /proc/80/cmdline <==
                sshd: /usr/sbin/sshd -D\0""";

        private final FakeShell shell = FakeShell.printing(PROCESSES);

        @Test
        void should_pass_if_it_runs() {
            assertThat(shell).hasProcess("sshd").hasProcess("init").hasProcess("kthreadd");
            then(shell.scripts())
                    .containsOnly("head -c 4096 /dev/null /proc/[0-9]*/stat /proc/[0-9]*/cmdline 2>/dev/null || :");
        }

        @Test
        void should_fail_if_it_does_not_run() {
            AssertionError error = expectAssertionError(() -> assertThat(shell).hasProcess("httpd"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have process:
                      "httpd"
                    but there was:
                      1 /sbin/init
                      80 sshd: /usr/sbin/sshd -D""");
        }

        @Test
        void should_fail_if_it_has_ended_and_is_not_yet_buried() {
            assertThat(shell).hasNoProcess("dhclient");
            then(expectAssertionError(() -> assertThat(shell).hasProcess("dhclient")))
                    .hasMessageContaining("\n  70 [dhclient] (ended, not yet buried)\n");
        }

        @Test
        void should_fail_if_it_runs_that_should_not() {
            AssertionError error = expectAssertionError(() -> assertThat(shell).hasNoProcess("sshd"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have no process:
                      "sshd"
                    but there was:
                      80 sshd: /usr/sbin/sshd -D""");
        }

        @Test
        void should_fail_if_the_guest_cannot_tell() {
            then(expectAssertionError(() -> assertThat(FakeShell.printing("")).hasNoProcess("sshd")))
                    .hasMessage("""

                            Expecting:
                              root shell of guest 'router'
                            to tell its processes, but it cannot:
                              head -c 4096 /dev/null /proc/[0-9]*/stat /proc/[0-9]*/cmdline 2>/dev/null || :
                              ended with exit status 0 and printed:""");
        }
    }

    @Nested
    class HasActiveService {

        private static final String ACTIVE = "Result=success\nLoadState=loaded\nActiveState=active\nSubState=running\n";
        private static final String FAILED = """
                Result=exit-code
                LoadState=loaded
                ActiveState=failed
                SubState=failed

                × broken.service - A broken service
                     Active: failed (Result: exit-code)

                Nov 23 07:00:00 debian systemd[1]: broken.service: Failed with result 'exit-code'.
                """;
        private static final String UNKNOWN =
                "Result=success\nLoadState=not-found\nActiveState=inactive\nSubState=dead\n";

        @Test
        void should_pass_if_it_is() {
            assertThat(FakeShell.printing(ACTIVE)).hasActiveService("ssh");
            assertThat(FakeShell.printing(ACTIVE.replace("=active", "=reloading")))
                    .hasActiveService("ssh");
            assertThat(FakeShell.printing(FAILED)).hasNoActiveService("broken");
            assertThat(FakeShell.printing(UNKNOWN)).hasNoActiveService("nowhere");
        }

        @Test
        void should_fail_with_state_and_last_messages() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(FAILED)).hasActiveService("broken"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have active service:
                      "broken"
                    but it was:
                      failed (failed), result exit-code
                    systemctl status:
                      | × broken.service - A broken service
                      |      Active: failed (Result: exit-code)
                      |\s
                      | Nov 23 07:00:00 debian systemd[1]: broken.service: Failed with result 'exit-code'.""");
        }

        @Test
        void should_fail_if_it_is_not_installed() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(UNKNOWN)).hasActiveService("nowhere"));
            then(error).hasMessageEndingWith("but it was:\n  not installed");
        }

        @Test
        void should_fail_if_it_is_active_and_should_not_be() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(ACTIVE)).hasNoActiveService("ssh"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have no active service:
                      "ssh"
                    but there was:
                      active (running)""");
        }

        @Test
        void should_fail_on_a_guest_without_systemd() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing("NoSystemd=procd\n")).hasNoActiveService("dnsmasq"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to tell the state of service "dnsmasq", but it cannot:
                      only systemd tells it, and the first process here is "procd"; ask for a process or a port instead""");
        }

        @Test
        void should_ask_once_by_a_script_that_any_shell_can_run() {
            FakeShell shell = FakeShell.printing(ACTIVE);
            assertThat(shell).hasActiveService("ssh");
            then(shell.scripts()).containsExactly("""
                    if [ -d /run/systemd/system ]; then
                      u='ssh'
                      systemctl show --no-pager -p LoadState -p ActiveState -p SubState -p Result -- "$u" &&
                      { systemctl is-active -q -- "$u" || { echo; systemctl status --no-pager --full -n 10 -- "$u" || :; }; }
                    else
                      read -r init < /proc/1/comm
                      echo "NoSystemd=$init"
                    fi""");
        }

        @Test
        void should_refuse_what_is_no_name() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(FakeShell.printing("")).hasActiveService("--all"))
                    .withMessage("service must be the name of a unit: \"--all\"");
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(FakeShell.printing("")).hasActiveService("ssh*"))
                    .withMessage("service must be the name of a unit: \"ssh*\"");
            assertThat(FakeShell.printing(ACTIVE)).hasActiveService("serial-getty@ttyS0.service");
        }
    }
}

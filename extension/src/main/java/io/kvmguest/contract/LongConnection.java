package io.kvmguest.contract;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.shell.RunningCommand;
import java.time.Duration;

/** A TCP connection of the subject and the peer, over which the peer sends a line twice a second. */
final class LongConnection implements AutoCloseable {

    private static final int PORT = 7000;

    private static final String LINES = "while echo alive; do sleep 0.5; done | ";

    /** One end that has nothing more to say is the end for busybox's other one. */
    private static final String OPEN = "tail -f /dev/null | ";

    /** What a system has that is not busybox's is another program for each. */
    private static final String LISTEN = """
            if command -v telnetd >/dev/null && ! busybox nc --help 2>&1 | grep -q -e ' -l'; then
                # OpenWrt's nc does not listen.
                rm -f /tmp/kvmguest-lines
                mkfifo /tmp/kvmguest-lines
                printf '#!/bin/sh\nexec cat >/tmp/kvmguest-lines\n' >/tmp/kvmguest-receive
                chmod +x /tmp/kvmguest-receive
                telnetd -F -p %d -l /tmp/kvmguest-receive &
                exec cat /tmp/kvmguest-lines
            elif command -v busybox >/dev/null; then
                %s busybox nc -l -p %d
            else
                exec perl -MIO::Socket::INET -e '
                    $| = 1;
                    my $server = IO::Socket::INET->new(Listen => 1, LocalPort => %d) or die $@;
                    my $client = $server->accept or die $!;
                    print while <$client>;'
            fi
            """.formatted(PORT, OPEN, PORT, PORT);

    private final Lab lab;
    private final RunningCommand sender;
    private final RunningCommand receiver;

    private LongConnection(Lab lab, RunningCommand sender, RunningCommand receiver) {
        this.lab = lab;
        this.sender = sender;
        this.receiver = receiver;
    }

    /** Has the subject connect to its gateway, and returns when the first line has come. */
    static LongConnection open(Lab lab) {
        RunningCommand server = lab.peer().start(LINES + "nc -l -p " + PORT);
        assertThat(lab.peer()).within(lab.scaled(Lab.SOON)).listensOn(PORT);
        RunningCommand client = lab.root()
                .start("if command -v nc >/dev/null; then " + OPEN + "nc " + Lab.GATEWAY + " " + PORT
                        + "; else exec bash -c 'exec cat </dev/tcp/" + Lab.GATEWAY + "/" + PORT + "'; fi");
        return alive(new LongConnection(lab, server, client));
    }

    /** Has the peer connect to an address of the subject, and returns when the first line has come. */
    static LongConnection to(Lab lab, String address) {
        RunningCommand server = lab.root().start(LISTEN);
        assertThat(lab.root()).within(lab.scaled(Lab.SOON)).listensOn(PORT);
        RunningCommand client = lab.peer().start(LINES + "nc " + address + " " + PORT);
        return alive(new LongConnection(lab, client, server));
    }

    private static LongConnection alive(LongConnection connection) {
        connection.requireAlive();
        return connection;
    }

    /** Forgets the lines that have come, and waits for two more. */
    void requireAlive() {
        while (receiver.nextLine(Duration.ofMillis(1)).isPresent()) {
            // Those came before.
        }
        for (int i = 0; i < 2; i++) {
            if (receiver.nextLine(lab.scaled(Lab.SOON)).isEmpty()) {
                throw new AssertionError("the TCP connection to the peer is dead");
            }
        }
    }

    @Override
    public void close() {
        receiver.close();
        sender.close();
    }
}

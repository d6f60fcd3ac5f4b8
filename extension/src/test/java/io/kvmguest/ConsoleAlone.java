package io.kvmguest;

import io.kvmguest.console.SerialConsole;
import io.kvmguest.shell.Credentials;
import io.kvmguest.shell.GuestPorts;
import io.kvmguest.shell.Login;
import io.kvmguest.shell.LoginFailure;
import io.kvmguest.shell.RootConsole;
import io.kvmguest.shell.RootShell;
import io.kvmguest.shell.RootShellReady;
import java.time.Duration;

/** A second root shell in a guest, on its console and without any port, as where the guest's kernel knows no ports. */
final class ConsoleAlone {

    private ConsoleAlone() {}

    /** Has whoever sits at the console ended, and takes the root shell that comes after. */
    static RootShell of(Guest guest) {
        SerialConsole console = guest.console();
        guest.shell()
                .run(
                        "for p in /proc/[0-9]*; do [ \"$(readlink $p/fd/0)\" != /dev/ttyS0 ] || kill -KILL ${p#/proc/}; done")
                .requireSuccess();
        Login login = new RootConsole(console, GuestPorts.none(), Credentials.none())
                .login(console.cursor(), Duration.ofMinutes(4));
        if (login instanceof LoginFailure failure) {
            throw new AssertionError(failure.message());
        }
        return ((RootShellReady) login).shell();
    }
}

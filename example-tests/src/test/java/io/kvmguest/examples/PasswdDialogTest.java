package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmguest.boot.BootLog;
import io.kvmguest.boot.BootPhase;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.junit.Replay;
import org.junit.jupiter.api.Test;

/** A dialog on the console, tested on a recording of a guest. */
@Replay("src/test/resources/passwd.cast")
class PasswdDialogTest {

    /** What is tested: it has a guest ask for a new password, and answers. */
    private static void setPassword(SerialConsole console, String password) {
        console.sendLine("passwd");
        for (String question : new String[] {"New password: ", "Retype password: "}) {
            console.expect(question);
            console.sendSecret((password + "\r").getBytes(UTF_8));
        }
        console.expect("password for root changed");
    }

    @Test
    void setsThePassword(SerialConsole console) {
        setPassword(console, "correct horse battery staple");
    }

    @Test
    void bootsWithoutComplaint(BootLog boot) {
        assertThat(boot).reached(BootPhase.ROOT_SHELL).hasNoKernelProblems();
    }
}

package io.kvmguest.examples;

import static io.kvmguest.assertions.GuestAssertions.assertThat;

import io.kvmguest.junit.InGuest;
import io.kvmguest.junit.KvmGuest;
import io.kvmguest.shell.RootShell;
import org.junit.jupiter.api.Test;

/** Two guests at once: they boot side by side, and what happens in one is not seen in the other. */
@KvmGuest(value = "mini", name = "left")
@KvmGuest(value = "mini", name = "right")
class TwoGuestsTest {

    @Test
    void haveNothingInCommon(@InGuest("left") RootShell left, @InGuest("right") RootShell right) {
        left.run("echo mine > /tmp/note").requireSuccess();

        assertThat(left).hasFile("/tmp/note").withContent("mine\n");
        assertThat(right).hasNoFile("/tmp/note");
    }
}

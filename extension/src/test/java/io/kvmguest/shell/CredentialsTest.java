package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CredentialsTest {

    @Test
    void never_shows_a_password() {
        Credentials credentials = Credentials.none().login("bob", "hunter-one").rootPassword("hunter-two");
        assertThat(credentials).hasToString("credentials of 'bob'");
        assertThat(Credentials.none()).hasToString("no credentials");
    }

    @Test
    void keeps_one_when_the_other_is_set() {
        assertThat(Credentials.none().rootPassword("b").login("bob", "a")).isEqualTo(new Credentials("bob", "a", "b"));
    }

    @Test
    void refuses_what_would_end_the_line_and_does_not_repeat_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.none().login("bob", "secret\nid"))
                .withMessage("password must not hold control characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.none().login("bob\r", ""))
                .withMessage("user must not hold control characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.none().rootPassword("\u0003"))
                .withMessage("rootPassword must not hold control characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.none().login(" ", ""))
                .withMessage("user must not be blank");
    }
}

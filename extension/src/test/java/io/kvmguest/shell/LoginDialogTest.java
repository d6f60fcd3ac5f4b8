package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginDialogTest {

    @Test
    void has_nothing_to_say_without_credentials() {
        LoginDialog dialog = new LoginDialog(Credentials.none());
        assertThat(dialog.hasName()).isFalse();
        assertThat(dialog.owesName()).isFalse();
        assertThat(dialog.owesSecret("")).isFalse();
        assertThat(dialog.canAscend()).isFalse();
        assertThat(dialog.hasBegun()).isFalse();
        assertThat(dialog.who()).isEqualTo("whom its getty logs in");
    }

    @Test
    void says_a_name_and_a_password_once() {
        LoginDialog dialog = new LoginDialog(Credentials.none().login("root", "secret"));
        assertThat(dialog.owesName()).isTrue();
        assertThat(dialog.name()).isEqualTo("root");
        dialog.nameGiven();
        assertThat(dialog.owesName()).isFalse();
        assertThat(dialog.hasName()).isTrue();
        assertThat(dialog.hasBegun()).isTrue();
        assertThat(dialog.owesSecret("")).isTrue();
        assertThat(dialog.secret()).isEqualTo("secret");
        assertThat(dialog.owesSecret("")).isFalse();
        assertThat(dialog.hasGivenSecret()).isTrue();
        assertThat(dialog.who()).isEqualTo("'root'");
    }

    @Test
    void says_a_password_without_a_name_only_to_a_getty_that_has_named_the_same() {
        LoginDialog dialog = new LoginDialog(Credentials.none().login("root", "secret"));
        assertThat(dialog.owesSecret("")).isFalse();
        assertThat(dialog.owesSecret("bob")).isFalse();
        assertThat(dialog.owesSecret("root")).isTrue();
    }

    @Test
    void says_no_password_for_a_user_without_one() {
        LoginDialog dialog = new LoginDialog(Credentials.none().login("root", ""));
        assertThat(dialog.owesName()).isTrue();
        assertThat(dialog.owesSecret("")).isFalse();
    }

    @Test
    void ascends_by_sudo_with_the_users_own_password() {
        LoginDialog dialog = new LoginDialog(Credentials.none().login("bob", "secret"));
        dialog.nameGiven();
        String unused = dialog.secret();
        assertThat(dialog.canAscend()).isTrue();
        assertThat(dialog.ascent()).contains("exec sudo -k -p 'Password: ' -i").doesNotContain("secret");
        assertThat(dialog.canAscend()).isFalse();
        assertThat(dialog.secret()).isEqualTo("secret");
        assertThat(dialog.owesSecret("")).isFalse();
        assertThat(dialog.who()).isEqualTo("'bob' by sudo");
    }

    @Test
    void ascends_by_su_with_roots_password() {
        LoginDialog dialog =
                new LoginDialog(Credentials.none().login("bob", "own").rootPassword("secret"));
        assertThat(dialog.ascent()).contains("exec su -").doesNotContain("secret");
        assertThat(dialog.secret()).isEqualTo("secret");
        assertThat(dialog.who()).isEqualTo("root by su");
    }

    @Test
    void ascends_by_su_where_the_image_logs_in_somebody_else_than_root() {
        LoginDialog dialog = new LoginDialog(Credentials.none().login("root", "secret"));
        assertThat(dialog.canAscend()).isTrue();
        assertThat(dialog.ascent()).contains("exec su -");
        assertThat(dialog.owesName()).isFalse();
        assertThat(dialog.secret()).isEqualTo("secret");
    }
}

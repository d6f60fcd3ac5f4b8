package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Sight.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said at a login prompt, on guests in a time of their own. */
class CredentialLoginTest {

    private static final String USERLAND = "[    1.505516] Run /init as init process\r\n";
    private static final String PROMPT = "root@vm:~# ";
    private static final Credentials ROOT = Credentials.none().login("root", "secret");

    private final FakeLink link = new FakeLink();
    private final FakeGetty getty =
            new FakeGetty(link, Map.of("root", "secret", "open", ""), new FakeShell(link, PROMPT), PROMPT);

    private LoginDialog dialog = new LoginDialog(ROOT);

    private LoginProcedure.Result run() {
        link.onTyped(getty);
        link.print(USERLAND);
        getty.ask();
        return procedure().run();
    }

    private LoginProcedure procedure() {
        return new LoginProcedure(
                link,
                link.transcript(),
                0,
                1,
                new Random(1),
                List.of("/tmp"),
                dialog,
                null,
                Duration.ofMinutes(3).toNanos());
    }

    private static IntStream positions() {
        return IntStream.rangeClosed(0, "root@vm:~# ".length());
    }

    @Test
    void gives_name_and_password_once_and_presses_enter_only_behind_a_name_that_was_echoed() {
        LoginProcedure.Result result = run();
        assertThat(result.arrival()).isNotNull();
        assertThat(link.typedText()).hasSize(5).startsWith("root", "\n", "secret\n");
        // A prompt that autologin would have answered itself.
        assertThat(link.typed().get(0).at()).isEqualTo(Duration.ofMillis(1_520));
        assertThat(getty.names()).containsExactly("root");
        assertThat(getty.passwords()).containsExactly("secret");
        assertThat(dialog.hasBegun()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("positions")
    void is_led_astray_by_no_kernel_message_wherever_it_comes(int position) {
        getty.cutAt(position);
        assertThat(run().arrival()).isNotNull();
        assertThat(link.typedText()).hasSize(5).startsWith("root", "\n", "secret\n");
        assertThat(getty.names()).containsExactly("root");
        assertThat(getty.passwords()).containsExactly("secret");
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void types_a_name_again_that_was_thrown_away(int times) {
        getty.deafFor(times * 2 - 1);
        assertThat(run().arrival()).isNotNull();
        assertThat(getty.names()).containsExactly("root");
        assertThat(link.typedText()).contains("\025");
    }

    @Test
    void presses_enter_never_behind_a_name_that_nobody_echoes() {
        getty.deafFor(100);
        LoginProcedure.Result result = run();
        assertThat(result.arrival()).isNull();
        assertThat(result.sight().kind()).isEqualTo(Kind.LOGIN);
        assertThat(link.typedText()).containsExactly("root", "\025", "root", "\025", "root");
        assertThat(dialog.hasBegun()).isFalse();
    }

    @Test
    void stops_at_once_when_it_is_refused() {
        dialog = new LoginDialog(Credentials.none().login("root", "wrong"));
        LoginProcedure.Result result = run();
        assertThat(result.sight())
                .extracting(Sight::kind, Sight::text)
                .containsExactly(Kind.REFUSED, "Login incorrect");
        assertThat(getty.names()).containsExactly("root");
        assertThat(getty.passwords()).containsExactly("wrong");
        assertThat(link.now()).isLessThan(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'vm Anmeldung: ' | 'Passwort: ' | Anmeldung falsch",
                "'identifiant\u00a0: ' | 'Mot de passe\u00a0: ' | Identifiant incorrect",
                "'vm gebruikersnaam: ' | 'Wachtwoord: ' | Gebruikersnaam is onjuist",
                "'vm имя пользователя: ' | 'Пароль: ' | Неверное имя пользователя",
                "'vm 用户名：' | '密码：' | 登录错误"
            })
    void understands_other_languages(String login, String password, String refusal) {
        getty.speaking(login, password, "\r\n" + refusal + "\r\n");
        dialog = new LoginDialog(Credentials.none().login("root", "wrong"));
        LoginProcedure.Result result = run();
        assertThat(result.sight().kind()).isEqualTo(Kind.REFUSED);
        assertThat(getty.passwords()).containsExactly("wrong");
    }

    @Test
    void logs_in_without_a_password_where_there_is_none() {
        dialog = new LoginDialog(Credentials.none().login("open", ""));
        assertThat(run().arrival()).isNotNull();
        assertThat(getty.passwords()).isEmpty();
    }

    @Test
    void gives_no_empty_password() {
        dialog = new LoginDialog(Credentials.none().login("root", ""));
        LoginProcedure.Result result = run();
        assertThat(result.sight().kind()).isEqualTo(Kind.PASSWORD);
        assertThat(getty.passwords()).isEmpty();
        assertThat(dialog.hasGivenSecret()).isFalse();
    }

    @Test
    void does_not_press_enter_while_a_password_is_thought_about() {
        getty.speaking("vm login: ", "Password: ", "\r\n");
        dialog = new LoginDialog(Credentials.none().login("root", "wrong"));
        LoginProcedure.Result result = run();
        // It asks for a name again and does not say why.
        assertThat(result.sight().kind()).isEqualTo(Kind.LOGIN);
        assertThat(link.typedText()).containsExactly("root", "\n", "wrong\n");
    }

    @Test
    void answers_no_question_for_a_password_that_is_not_its_own() {
        link.onTyped(getty);
        // Somebody has pressed Enter, and shadow's login asks for the password of nobody.
        link.print(USERLAND + "vm login: \r\nPassword: ");
        link.onTyped(typed -> {
            if (link.typed().size() == 1) {
                link.print(Duration.ofSeconds(3), "\r\nLogin incorrect\r\nvm login: ");
            } else {
                getty.accept(typed);
            }
        });
        assertThat(procedure().run().arrival()).isNotNull();
        assertThat(link.typedText()).startsWith("\n", "root", "\n", "secret\n");
    }

    @Test
    void answers_a_getty_that_has_named_the_same_user() {
        link.print(USERLAND + "vm login: root (automatic login)\r\n\r\nPassword: ");
        FakeShell shell = new FakeShell(link, PROMPT);
        link.onTyped(typed -> {
            if (link.typed().size() == 1) {
                link.print(Duration.ofMillis(20), "\r\n" + PROMPT);
            } else {
                shell.accept(typed);
            }
        });
        assertThat(procedure().run().arrival()).isNotNull();
        assertThat(link.typedText()).hasSize(3).startsWith("secret\n");
    }

    @Test
    void has_no_name_to_give_without_credentials() {
        dialog = new LoginDialog(Credentials.none());
        assertThat(run().sight().kind()).isEqualTo(Kind.LOGIN);
        assertThat(link.typed()).isEmpty();
    }
}

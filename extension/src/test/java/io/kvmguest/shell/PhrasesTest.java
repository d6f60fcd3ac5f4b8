package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Sight.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On what util-linux 2.38, shadow 4.13, Linux-PAM 1.5 and sudo 1.9 really print. */
class PhrasesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vm login: ",
                "login: ",
                "ubuntu-16 login:",
                "vm Login: ",
                "vm logind: ",
                "vm Anmeldung: ",
                "Anmeldung: ",
                "identifiant\u00a0: ",
                "vm login\u00a0: ",
                "vm connexion\u00a0:",
                "vm nombre: ",
                "Inicio de sesión: ",
                "vm-tunnus: ",
                "vm usuari: ",
                "Přihlašovací jméno na vm: ",
                "vm gebruikersnaam: ",
                "Login vm: ",
                "vm имя пользователя: ",
                "Имя пользователя vm: ",
                "логин: ",
                "vm 로그인: ",
                "ログイン: ",
                "vm 用户名：",
                "登录："
            })
    void knows_who_asks_for_a_name(String line) {
        assertThat(Phrases.question(line)).isEqualTo(Kind.LOGIN);
        assertThat(Phrases.statement(line + "root")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Password: ",
                "Password:",
                "bob's password: ",
                "[sudo] password for bob: ",
                "Passwort: ",
                "Mot de passe : ",
                "Mot de passe\u00a0: ",
                "Contraseña: ",
                "Heslo: ",
                "Hasło: ",
                "Пароль: ",
                "パスワード: ",
                "암호: ",
                "密码： "
            })
    void knows_who_asks_for_a_password(String line) {
        assertThat(Phrases.question(line)).isEqualTo(Kind.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Current password: ",
                "(current) UNIX password: ",
                "New password: ",
                "Enter new UNIX password: ",
                "Geben Sie das aktuelle Passwort ein: ",
                "Nouveau mot de passe\u00a0: ",
                "Nueva contraseña: ",
                "Nové heslo: ",
                "Новый пароль: ",
                "新的密码： "
            })
    void knows_who_wants_another_password(String line) {
        assertThat(Phrases.question(line)).isEqualTo(Kind.NEW_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "You are required to change your password immediately (administrator enforced).",
                "You are required to change your password immediately (root enforced)",
                "WARNING: Your password has expired."
            })
    void knows_who_says_that_a_password_is_of_no_use(String line) {
        assertThat(Phrases.statement(line)).isEqualTo(Kind.NEW_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Login incorrect",
                "Login timed out after 60 seconds.",
                "Maximum number of tries exceeded (5)",
                "Authentication failure",
                "su: Authentication failure",
                "su: incorrect password",
                "Sorry, try again.",
                "sudo: 1 incorrect password attempt",
                "bob is not in the sudoers file.  This incident will be reported.",
                "Sorry, user bob is not allowed to execute '/bin/bash' as root on vm.",
                "This account is currently not available.",
                "The account is locked due to 3 failed logins.",
                "Anmeldung falsch",
                "Login fehlerhaft",
                "Identifiant incorrect",
                "Gebruikersnaam is onjuist",
                "Неверный логин",
                "登录错误"
            })
    void knows_who_refuses(String line) {
        assertThat(Phrases.statement(line)).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "'(initramfs) ', INITRAMFS",
        "'dracut:/# ', INITRAMFS",
        "'switch_root:/# ', INITRAMFS",
        "'[rootfs ]# ', INITRAMFS",
        "'Give root password for maintenance', EMERGENCY",
        "'Give root password for login: ', EMERGENCY",
        "'Press Enter for maintenance', EMERGENCY",
        "'You are in rescue mode. After logging in, type', EMERGENCY",
        "'Administratorpasswort für Wartungszwecke eingeben', EMERGENCY",
        "'Drücken Sie die Eingabetaste für Wartungsarbeiten', EMERGENCY",
        "'Donnez le mot de passe du superutilisateur pour la maintenance', EMERGENCY",
        "'Для продолжения введите пароль root', EMERGENCY",
        "'emergency:/root# ', EMERGENCY"
    })
    void knows_who_could_not_go_on(String line, Kind kind) {
        assertThat(Phrases.question(line)).isEqualTo(kind);
        assertThat(Phrases.statement(line)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Last login: ",
                "Last login: Wed Nov 25 23:27:10 UTC 2026 on ttyS0",
                "vm login: root (automatic login)",
                "Starting cron daemon: cron.",
                "[  OK  ] Started getty on tty1.",
                "Your password will expire in 7 days.",
                "root@vm:~# "
            })
    void takes_no_notice_of_anything_else(String line) {
        assertThat(Phrases.question(line)).isNull();
        assertThat(Phrases.statement(line)).isNull();
    }

    @Test
    void takes_a_refusal_only_as_a_whole_line() {
        assertThat(Phrases.statement("pam: Login incorrect for a while")).isNull();
    }
}

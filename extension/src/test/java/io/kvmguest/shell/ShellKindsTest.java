package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.HostTool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shells that root may have, with the prompts that people give them. */
@Timeout(120)
class ShellKindsTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dash -i | |",
                "busybox ash -i | |",
                "bash -i | .bashrc | PS1='\\[\\e]0;\\u@\\h\\a\\e[1;31m\\]\\u@\\h\\[\\e[0m\\]:\\w# '",
                "bash -i | .bashrc | PS1='\\e[44m\\u in \\w\\e[0m\\n\\e[31m❯\\e[0m '",
                "bash -i | .bashrc | PS1='λ '",
                "bash -i | .bashrc | PS1=",
                "bash --norc -i | |",
                "zsh -i | .zshrc | PROMPT='%n@%m %1~ %# '",
                "zsh -i | .zshrc | PROMPT=$'%F{red}%n%f in %~\\n%# '",
                "zsh -i | .zshrc | PROMPT=",
                "zsh -i | |",
                "fish -i | |",
                "fish -i | .config/fish/config.fish | function fish_prompt; printf '\\n%s\\n❯ ' (pwd); end",
                "tcsh -i | |",
                "tcsh -i | .tcshrc | set prompt='%{\\033[1m%}%n@%m%b %~> '",
                "csh -i | |"
            })
    void proves_root_in_a_shell_of_any_kind(String shell, String file, String setting) throws Exception {
        String program = shell.replaceFirst(" .*", "");
        HostTool.require(program);
        if (file != null) {
            Path rc = directory.resolve("home").resolve(file);
            Files.createDirectories(rc.getParent());
            Files.writeString(rc, setting + "\n");
        }
        // The word of an init system: before it nobody reads what is typed.
        try (FakeGuest guest = FakeGuest.start("sh -c 'echo \"systemd[1]: at work\"; exec " + shell + "'", directory)) {
            assertThat(guest.shell().run("id -u").stdout()).isEqualTo("0");
            assertThat(guest.login()).isInstanceOfSatisfying(RootShellReady.class, ready -> assertThat(ready.route())
                    .isEqualTo(LoginRoute.AUTOLOGIN));
        }
    }
}

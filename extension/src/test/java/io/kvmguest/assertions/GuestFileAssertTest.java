package io.kvmguest.assertions;

import static io.kvmguest.assertions.Failing.expectAssertionError;
import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuestFileAssertTest {

    private static final String FILE = """
            -rw-r--r-- 1 root adm 7 May 20  2026 /etc/hostname
            -rw-r--r-- 1 0 4 7 May 20  2026 /etc/hostname
            """;
    private static final String DIRECTORY = """
            drwxr-xr-x 1 root root 4096 May 20  2026 /etc
            drwxr-xr-x 1 0 0 4096 May 20  2026 /etc
            """;

    /** Answers first without content, then with it. */
    private static FakeShell hostname() {
        return FakeShell.printing(FILE).thenPrinting(FILE + "router\n");
    }

    private static void expectFailureWith(String trait, String content, ThrowingCallable assertion) {
        then(expectAssertionError(assertion)).hasMessage("""

                Expecting:
                  root shell of guest 'router'
                to have file:
                  "/etc/hostname"
                with:
                  %s
                but it was:
                  a file, mode 0644, owned by root:adm, 7 bytes%s""".formatted(trait, content));
    }

    @Nested
    class HasFile {

        @Test
        void should_pass_if_it_is_one() {
            FakeShell shell = hostname();
            assertThat(shell).hasFile("/etc/hostname").withMode("0644").ownedBy("root");
            then(shell.scripts()).hasSize(1);
        }

        @Test
        void should_fail_if_nothing_is_there() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing("nothing\n")).hasFile("/etc/nologin"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have file:
                      "/etc/nologin"
                    but there was:
                      nothing""");
        }

        @Test
        void should_fail_if_it_is_a_directory() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(DIRECTORY)).hasFile("/etc"));
            then(error).hasMessageEndingWith("but there was:\n  a directory, mode 0755, owned by root:root");
        }

        @Test
        void should_fail_if_the_guest_cannot_tell() {
            AssertionError error =
                    expectAssertionError(() -> assertThat(FakeShell.failing(1, "ls: /mnt/x: Input/output error\n"))
                            .hasFile("/mnt/x"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to tell what a file is, but it cannot:
                      f='/mnt/x'
                      if [ -e "$f" ]; then ls -ldL -- "$f" && ls -ldnL -- "$f"
                      elif [ -h "$f" ]; then echo dangling
                      else echo nothing
                      fi
                      ended with exit status 1 and printed:
                      | ls: /mnt/x: Input/output error""");
        }

        @Test
        void should_refuse_a_relative_path() {
            thenIllegalArgumentException()
                    .isThrownBy(() -> assertThat(hostname()).hasFile("hostname"))
                    .withMessage("path must be absolute: \"hostname\"");
        }
    }

    @Nested
    class HasDirectory {

        @Test
        void should_pass_if_it_is_one() {
            assertThat(FakeShell.printing(DIRECTORY)).hasDirectory("/etc").withMode("755");
        }

        @Test
        void should_fail_if_it_is_a_file() {
            AssertionError error = expectAssertionError(
                    () -> assertThat(FakeShell.printing(FILE)).hasDirectory("/etc/hostname"));
            then(error).hasMessage("""

                    Expecting:
                      root shell of guest 'router'
                    to have directory:
                      "/etc/hostname"
                    but there was:
                      a file, mode 0644, owned by root:adm, 7 bytes""");
        }
    }

    @Nested
    class HasNoFile {

        @Test
        void should_pass_if_nothing_is_there() {
            assertThat(FakeShell.printing("nothing\n")).hasNoFile("/etc/nologin");
        }

        @Test
        void should_fail_if_something_is_there() {
            then(expectAssertionError(
                            () -> assertThat(FakeShell.printing(DIRECTORY)).hasNoFile("/etc")))
                    .hasMessage("""

                            Expecting:
                              root shell of guest 'router'
                            to have no file:
                              "/etc"
                            but there was:
                              a directory, mode 0755, owned by root:root""");
            then(expectAssertionError(
                            () -> assertThat(FakeShell.printing("dangling\n")).hasNoFile("/vmlinuz")))
                    .hasMessageEndingWith("but there was:\n  a symbolic link that leads nowhere");
        }
    }

    @Nested
    class WithContent {

        @Test
        void should_pass_if_it_is_the_same() {
            assertThat(hostname()).hasFile("/etc/hostname").withContent("router\n");
        }

        @Test
        void should_fail_if_the_line_end_is_missing() {
            expectFailureWith("content \"router\"", "\n  | router", () -> assertThat(hostname())
                    .hasFile("/etc/hostname")
                    .withContent("router"));
        }

        @Test
        void should_fail_for_a_directory() {
            AssertionError error = expectAssertionError(() -> assertThat(FakeShell.printing(DIRECTORY))
                    .hasDirectory("/etc")
                    .withContent(""));
            then(error)
                    .hasMessageEndingWith(
                            "with:\n  content \"\"\nbut it was:\n  a directory, mode 0755, owned by root:root");
        }
    }

    @Nested
    class Containing {

        @Test
        void should_pass_in_any_order() {
            FakeShell shell = hostname();
            assertThat(shell).hasFile("/etc/hostname").containing("ter", "rou").notContaining("client");
        }

        @Test
        void should_fail_if_one_is_missing() {
            expectFailureWith("a text \"rout\"\n  a text \"client\"", "\n  | router", () -> assertThat(hostname())
                    .hasFile("/etc/hostname")
                    .containing("rout", "client"));
        }

        @Test
        void should_fail_if_it_should_not_be_there() {
            expectFailureWith("no text \"rout\"", "\n  | router", () -> assertThat(hostname())
                    .hasFile("/etc/hostname")
                    .notContaining("rout"));
        }

        @Test
        void should_fail_if_a_directory_should_not_contain_a_text() {
            then(expectAssertionError(() -> assertThat(FakeShell.printing(DIRECTORY))
                            .hasDirectory("/etc")
                            .notContaining("x")))
                    .hasMessageContaining("no text \"x\"");
        }
    }

    @Nested
    class WithMode {

        @Test
        void should_fail_if_it_is_another() {
            expectFailureWith("mode 0600", "", () -> assertThat(hostname())
                    .hasFile("/etc/hostname")
                    .withMode("600"));
        }

        @Test
        void should_refuse_what_is_no_mode() {
            thenIllegalArgumentException()
                    .isThrownBy(() ->
                            assertThat(hostname()).hasFile("/etc/hostname").withMode("rw-r--r--"))
                    .withMessage("mode must have three or four octal digits: \"rw-r--r--\"");
        }
    }

    @Nested
    class OwnedBy {

        @Test
        void should_fail_if_it_is_another() {
            expectFailureWith("owner nobody", "", () -> assertThat(hostname())
                    .hasFile("/etc/hostname")
                    .ownedBy("nobody"));
        }
    }

    @Nested
    class Content {

        @Test
        void should_lead_to_assertions_on_the_text() {
            assertThat(hostname()).hasFile("/etc/hostname").content().isEqualTo("router\n");
        }

        @Test
        void should_fail_with_the_path_in_the_description() {
            AssertionError error = expectAssertionError(() ->
                    assertThat(hostname()).hasFile("/etc/hostname").content().isBlank());
            then(error).hasMessage("[content of /etc/hostname] \nExpecting blank but was: \"router\n\"");
        }

        @Test
        void should_fail_for_a_directory() {
            then(expectAssertionError(() -> assertThat(FakeShell.printing(DIRECTORY))
                            .hasDirectory("/etc")
                            .content()))
                    .hasMessageContaining("with:\n  content\nbut it was:\n  a directory");
        }
    }
}

package io.kvmguest.assertions;

import io.kvmguest.shell.RootShell;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a file or directory of a guest, made by {@link RootShellAssert#hasFile(String)} and
 * {@link RootShellAssert#hasDirectory(String)}. Symbolic links are followed. The content travels only when it is
 * asserted.
 */
public class GuestFileAssert extends AbstractThingAssert<GuestFileAssert, Files.Found, FileState> {

    private final String path;

    GuestFileAssert(
            RootShellAssert shell, @Nullable RootShell actual, String kind, String path, Predicate<FileState> isKind) {
        super(
                shell,
                actual,
                GuestFileAssert.class,
                new Thing<>(
                        kind,
                        path,
                        Files.question(path),
                        found -> found.asFile().filter(isKind).stream().toList(),
                        FileState::describe,
                        Files.Found::describe));
        this.path = path;
    }

    /**
     * Verifies the whole content of the file, as UTF-8, with every line end.
     *
     * <pre><code class='java'> root.run("echo router &gt; /etc/hostname");
     *
     * // passes
     * assertThat(root).hasFile("/etc/hostname").withContent("router\n");
     *
     * // fails
     * assertThat(root).hasFile("/etc/hostname").withContent("router");</code></pre>
     */
    public GuestFileAssert withContent(String content) {
        learnBy(Files.questionWithContent(path));
        byte[] wanted = content.getBytes(StandardCharsets.UTF_8);
        return having("content " + Texts.quote(content), file -> file.hasContent(wanted));
    }

    /**
     * Verifies that all these texts stand in the file, read as UTF-8, in any order.
     *
     * <pre><code class='java'> root.run("echo '127.0.0.1 localhost' &gt; /etc/hosts");
     *
     * // passes
     * assertThat(root).hasFile("/etc/hosts").containing("localhost", "127.0.0.1");
     *
     * // fails
     * assertThat(root).hasFile("/etc/hosts").containing("::1");</code></pre>
     */
    public GuestFileAssert containing(String... texts) {
        learnBy(Files.questionWithContent(path));
        for (String text : texts) {
            having("a text " + Texts.quote(text), file -> file.text().contains(text));
        }
        return myself;
    }

    /**
     * Verifies that a text does not stand in the file, read as UTF-8.
     *
     * <pre><code class='java'> root.run("echo '127.0.0.1 localhost' &gt; /etc/hosts");
     *
     * // passes
     * assertThat(root).hasFile("/etc/hosts").notContaining("::1");
     *
     * // fails
     * assertThat(root).hasFile("/etc/hosts").notContaining("localhost");</code></pre>
     */
    public GuestFileAssert notContaining(String text) {
        learnBy(Files.questionWithContent(path));
        return having(
                "no text " + Texts.quote(text),
                file -> file.isRegular() && !file.text().contains(text));
    }

    /**
     * Verifies the permissions.
     *
     * <pre><code class='java'> root.run("chmod 644 /etc/hosts");
     *
     * // passes
     * assertThat(root).hasFile("/etc/hosts").withMode("0644");
     *
     * // fails
     * assertThat(root).hasFile("/etc/hosts").withMode("0600");</code></pre>
     *
     * @param octal three or four octal digits, as {@code chmod} takes them
     * @throws IllegalArgumentException if {@code octal} is something else
     */
    public GuestFileAssert withMode(String octal) {
        if (!octal.matches("[0-7]{3,4}")) {
            throw new IllegalArgumentException("mode must have three or four octal digits: " + Texts.quote(octal));
        }
        String wanted = octal.length() == 3 ? "0" + octal : octal;
        return having("mode " + wanted, file -> file.octal().equals(wanted));
    }

    /**
     * Verifies who owns it.
     *
     * <pre><code class='java'> root.run("chown root:adm /var/log");
     *
     * // passes
     * assertThat(root).hasDirectory("/var/log").ownedBy("root");
     * assertThat(root).hasDirectory("/var/log").ownedBy("root:adm");
     *
     * // fails
     * assertThat(root).hasDirectory("/var/log").ownedBy("nobody");</code></pre>
     *
     * @param owner a user, or a user and a group with a colon between them; names or numbers
     */
    public GuestFileAssert ownedBy(String owner) {
        return having("owner " + owner, file -> file.isOwnedBy(owner));
    }

    /**
     * Leads to assertions on the content, read as UTF-8, as it is now.
     *
     * <pre><code class='java'> root.run("echo router &gt; /etc/hostname");
     *
     * // passes
     * assertThat(root).hasFile("/etc/hostname").content().startsWith("rout");
     *
     * // fails
     * assertThat(root).hasFile("/etc/hostname").content().isBlank();</code></pre>
     */
    public AbstractStringAssert<?> content() {
        learnBy(Files.questionWithContent(path));
        having("content", FileState::isRegular);
        return text("content of " + path, item() == null ? null : item().text());
    }
}

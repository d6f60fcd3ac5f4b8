package io.kvmguest.assertions;

import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what is behind a root shell: the guest's interfaces, addresses, routes, ports, services, files and
 * processes.
 *
 * <p>Each asks the guest once, with tools that busybox has as well, and can be given time by {@link #within}. If the
 * guest is gone, its {@link io.kvmguest.console.ConsoleEndedException} comes out as it is: nothing was asserted then.
 */
public class RootShellAssert extends AbstractNetworkAssert {

    RootShellAssert(@Nullable RootShell actual) {
        super(actual);
    }

    /**
     * Verifies that a command ends with exit status zero; with {@link #within}, that it does so in time, if it is run
     * again and again.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).within(ofSeconds(5)).runs("test -S /run/dbus/system_bus_socket");
     *
     * // fails
     * assertThat(root).runs("test -e /nowhere");</code></pre>
     */
    public RootShellAssert runs(String script) {
        return verify(
                new Question<>(script, result -> result),
                CommandResult::succeeded,
                result -> ShellErrors.shouldRun(subject(), patience(), result));
    }

    /**
     * Verifies that systemd holds a unit for active.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).within(ofSeconds(30)).hasActiveService("ssh");
     *
     * // fails, with the unit's last messages
     * root.run("systemctl stop ssh");
     * assertThat(root).hasActiveService("ssh");</code></pre>
     *
     * <p>Fails on a guest without systemd; ask for a process or a port there.
     *
     * @param unit with its suffix, or without if it is a service
     */
    public RootShellAssert hasActiveService(String unit) {
        return verify(
                Services.question(unit),
                ServiceState::isActive,
                service -> ShellErrors.shouldBeActive(subject(), patience(), unit, service));
    }

    /**
     * Verifies that systemd does not hold a unit for active: it is stopped, or has failed, or is not installed.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasNoActiveService("ssh");
     *
     * // fails
     * root.run("systemctl start ssh");
     * assertThat(root).hasNoActiveService("ssh");</code></pre>
     *
     * <p>Fails on a guest without systemd.
     *
     * @param unit with its suffix, or without if it is a service
     */
    public RootShellAssert hasNoActiveService(String unit) {
        return verify(
                Services.question(unit),
                service -> !service.isActive(),
                service -> ShellErrors.shouldNotHave(
                        subject(), patience(), "active service", unit, List.of(service.describe())));
    }

    /**
     * Verifies that a file exists, and leads to assertions on it.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasFile("/etc/hosts").containing("localhost").withMode("0644").ownedBy("root");
     *
     * // fails: it is a directory
     * assertThat(root).hasFile("/etc");</code></pre>
     *
     * @param path absolute; symbolic links are followed
     * @throws IllegalArgumentException if {@code path} is not absolute
     */
    public GuestFileAssert hasFile(String path) {
        return new GuestFileAssert(myself, actual, "file", path, FileState::isRegular).verifyExistence();
    }

    /**
     * Verifies that a directory exists, and leads to assertions on it.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasDirectory("/etc").ownedBy("root");
     *
     * // fails: it is a file
     * assertThat(root).hasDirectory("/etc/hosts");</code></pre>
     *
     * @param path absolute; symbolic links are followed
     * @throws IllegalArgumentException if {@code path} is not absolute
     */
    public GuestFileAssert hasDirectory(String path) {
        return new GuestFileAssert(myself, actual, "directory", path, FileState::isDirectory).verifyExistence();
    }

    /**
     * Verifies that there is nothing under a path: no file, no directory, and no symbolic link either.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasNoFile("/etc/nologin");
     *
     * // fails
     * assertThat(root).hasNoFile("/etc/hosts");</code></pre>
     *
     * @param path absolute
     * @throws IllegalArgumentException if {@code path} is not absolute
     */
    public RootShellAssert hasNoFile(String path) {
        return verify(
                Files.question(path),
                Files.Found::isNothing,
                found -> ShellErrors.shouldNotHave(subject(), patience(), "file", path, found.describe()));
    }

    /**
     * Verifies that a process runs.
     *
     * <pre><code class='java'> root.run("sleep 100 &amp;");
     *
     * // passes
     * assertThat(root).hasProcess("sleep");
     *
     * // fails
     * assertThat(root).hasProcess("sshd");</code></pre>
     *
     * @param name the name of its program, without a path; a process that has ended and waits for its parent to notice
     *     does not count
     */
    public RootShellAssert hasProcess(String name) {
        return verify(
                Processes.QUESTION,
                processes -> !alive(processes, name).isEmpty(),
                processes -> ShellErrors.shouldHave(
                        subject(),
                        patience(),
                        "process",
                        name,
                        Texts.tail(processes.stream()
                                .filter(process -> process.isUserProcess() || process.isCalled(name))
                                .map(ProcessState::describe)
                                .toList())));
    }

    /**
     * Verifies that no process of this name runs.
     *
     * <pre><code class='java'> // passes
     * assertThat(root).hasNoProcess("dhclient");
     *
     * // fails
     * root.run("sleep 100 &amp;");
     * assertThat(root).hasNoProcess("sleep");</code></pre>
     *
     * @param name as in {@link #hasProcess(String)}
     */
    public RootShellAssert hasNoProcess(String name) {
        return verify(
                Processes.QUESTION,
                processes -> alive(processes, name).isEmpty(),
                processes -> ShellErrors.shouldNotHave(
                        subject(),
                        patience(),
                        "process",
                        name,
                        alive(processes, name).stream()
                                .map(ProcessState::describe)
                                .toList()));
    }

    private static List<ProcessState> alive(List<ProcessState> processes, String name) {
        return processes.stream()
                .filter(process -> process.isAlive() && process.isCalled(name))
                .toList();
    }
}

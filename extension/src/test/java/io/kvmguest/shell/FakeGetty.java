package io.kvmguest.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A getty and a login at the other end: it asks for a name and a password, and lets in whom it knows. It is cut by the
 * kernel wherever one likes.
 */
final class FakeGetty implements Consumer<String> {

    static final String NOISE = "[   22.512345] random: crng init done\r\n[   22.512399] clocksource: tsc\r\n";

    private static final Duration SOON = Duration.ofMillis(20);

    private enum State {
        NAME,
        PASSWORD,
        IN
    }

    private final FakeLink link;
    private final Map<String, String> users;
    private final Consumer<String> shell;
    private final String shellPrompt;
    private final List<String> names = new ArrayList<>();
    private final List<String> passwords = new ArrayList<>();
    private State state = State.NAME;
    private String line = "";
    private int cutAt = -1;
    private int deafFor;
    private String loginPrompt = "vm login: ";
    private String passwordPrompt = "Password: ";
    private String incorrect = "\r\nLogin incorrect\r\n";

    /**
     * @param users their passwords by their names
     * @param shell who listens to a user that is in
     */
    FakeGetty(FakeLink link, Map<String, String> users, Consumer<String> shell, String shellPrompt) {
        this.link = link;
        this.users = users;
        this.shell = shell;
        this.shellPrompt = shellPrompt;
    }

    /** Has the kernel print behind so many characters of everything it says. */
    FakeGetty cutAt(int position) {
        cutAt = position;
        return this;
    }

    /** Throws away what is typed so many times. */
    FakeGetty deafFor(int times) {
        deafFor = times;
        return this;
    }

    FakeGetty speaking(String login, String password, String refusal) {
        loginPrompt = login;
        passwordPrompt = password;
        incorrect = refusal;
        return this;
    }

    /** Asks for the first time. */
    void ask() {
        say(loginPrompt);
    }

    List<String> names() {
        return names;
    }

    List<String> passwords() {
        return passwords;
    }

    @Override
    public void accept(String typed) {
        if (state == State.IN) {
            shell.accept(typed);
            return;
        }
        if (deafFor > 0) {
            deafFor--;
            return;
        }
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c == '\n') {
                entered();
            } else if (c == 21) {
                line = "";
            } else {
                line += c;
            }
        }
        if (state == State.NAME && !line.isEmpty()) {
            say(line);
        }
    }

    private void entered() {
        String text = line;
        line = "";
        if (state == State.NAME) {
            if (text.isEmpty()) {
                link.print(SOON, "\r\n");
                say(loginPrompt);
                return;
            }
            names.add(text);
            link.print(SOON, "\r\n");
            if ("".equals(users.get(text))) {
                letIn();
            } else {
                state = State.PASSWORD;
                say(passwordPrompt);
            }
            return;
        }
        passwords.add(text);
        if (text.equals(users.get(names.get(names.size() - 1)))) {
            letIn();
        } else {
            state = State.NAME;
            link.print(Duration.ofSeconds(3), incorrect);
            link.print(Duration.ofSeconds(3), loginPrompt);
        }
    }

    private void letIn() {
        state = State.IN;
        link.print(SOON, "\r\nLinux vm 6.1.0-56-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian\r\n");
        say(shellPrompt);
    }

    private void say(String text) {
        if (cutAt < 0) {
            link.print(SOON, text);
            return;
        }
        int at = Math.min(cutAt, text.length());
        link.print(SOON, text.substring(0, at) + NOISE);
        link.print(SOON.plusMillis(5), text.substring(at));
    }
}

package io.kvmguest.assertions;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** A root shell that gives prepared answers, one after another; the last one again and again. */
final class FakeShell implements RootShell {

    private final Deque<Function<String, CommandResult>> answers = new ArrayDeque<>();
    private final List<String> scripts = new ArrayList<>();

    static FakeShell printing(String stdout) {
        return new FakeShell().thenPrinting(stdout);
    }

    static FakeShell failing(int status, String stderr) {
        return new FakeShell().then(script -> result(script, status, "", stderr));
    }

    FakeShell thenPrinting(String stdout) {
        return then(script -> result(script, 0, stdout, ""));
    }

    FakeShell then(Function<String, CommandResult> answer) {
        answers.add(answer);
        return this;
    }

    static CommandResult result(String script, int status, String stdout, String stderr) {
        return new CommandResult(
                script,
                status,
                stdout.getBytes(StandardCharsets.UTF_8),
                stderr.getBytes(StandardCharsets.UTF_8),
                Duration.ofMillis(20));
    }

    /** Returns what was asked, exchange by exchange. */
    List<String> scripts() {
        return scripts;
    }

    @Override
    public CommandResult run(Command command) {
        scripts.add(command.script());
        Function<String, CommandResult> answer = answers.size() > 1 ? answers.remove() : answers.element();
        return answer.apply(command.script());
    }

    @Override
    public String toString() {
        return "root shell of guest 'router'";
    }
}

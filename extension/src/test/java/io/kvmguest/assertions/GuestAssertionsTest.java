package io.kvmguest.assertions;

import static io.kvmguest.assertions.GuestAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.CommandResult;
import io.kvmguest.shell.RootShell;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** That this compiles is the test: both static imports stand side by side, and each value finds its own assertions. */
class GuestAssertionsTest {

    private enum Colour {
        RED
    }

    /** Comparable and a shell: the closest call there could be. */
    private record ComparableShell(int rank) implements RootShell, Comparable<ComparableShell> {
        @Override
        public CommandResult run(Command command) {
            return FakeShell.result(command.script(), 0, "", "");
        }

        @Override
        public int compareTo(ComparableShell other) {
            return Integer.compare(rank, other.rank);
        }
    }

    @Test
    void stands_beside_assertions_of_AssertJ() {
        assertThat("text").startsWith("te");
        assertThat(1).isPositive();
        assertThat(List.of(1)).hasSize(1);
        assertThat(Optional.empty()).isEmpty();
        assertThat(Colour.RED).isNotNull();
        assertThat(Path.of("/x")).isAbsolute();
        assertThat(new Object()).isNotNull();
        assertThat(FakeShell.printing("").run("true")).succeeded();
        assertThat(FakeShell.printing("")).runs("true");
        assertThat((RootShell) new ComparableShell(1)).runs("true");
    }

    @Test
    void holds_the_assertions_of_AssertJ_itself() {
        GuestAssertions.assertThat("text").startsWith("te");
        GuestAssertions.assertThatCode(() -> {}).doesNotThrowAnyException();
    }

    static class MyAssertions extends GuestAssertions {}

    @Test
    void can_be_extended() {
        MyAssertions.assertThat(FakeShell.printing("").run("true")).succeeded();
    }
}

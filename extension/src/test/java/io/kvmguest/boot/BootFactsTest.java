package io.kvmguest.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Mark;
import org.junit.jupiter.api.Test;

class BootFactsTest {

    private final BootFacts facts = new BootFacts();

    @Test
    void knows_nothing_at_first() {
        assertThat(facts.rootShell()).isEmpty();
        assertThat(facts.nextBoot()).isEmpty();
    }

    @Test
    void keeps_the_first_proof() {
        facts.rootShellProven(new Mark(7));
        facts.rootShellProven(new Mark(9));

        assertThat(facts.rootShell()).contains(new Mark(7));
    }

    @Test
    void keeps_the_first_reset() {
        facts.nextBootBegan(new Mark(7));
        facts.nextBootBegan(new Mark(9));

        assertThat(facts.nextBoot()).contains(new Mark(7));
    }
}

package io.kvmguest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.network.PlanField;
import io.kvmguest.network.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page about the contract says what the checks do. */
class ContractPageTest {

    private final List<String> lines;

    ContractPageTest() throws IOException {
        lines = Files.readAllLines(Path.of("../docs/network-contract.md"));
    }

    @Test
    void has_every_check_and_what_it_needs() {
        ReferenceConfigurator nothing = new ReferenceConfigurator("", Set.of()) {
            @Override
            public Map<PlanField, Support> claims() {
                return Map.of();
            }
        };

        assertThat(NetworkCheck.all()).allSatisfy(check -> assertThat(lines).anySatisfy(line -> assertThat(line)
                .startsWith("| " + check.id() + " | " + check.title() + " | ")
                .endsWith(" | " + String.join(", ", check.unclaimed(nothing)) + " |")));
    }

    @Test
    void has_every_planted_bug_and_the_check_that_finds_it() {
        assertThat(PlantedBug.values()).allSatisfy(bug -> assertThat(lines).anySatisfy(line -> assertThat(line)
                .isEqualTo("| " + bug.description() + " | " + bug.check().id() + " |")));
    }
}

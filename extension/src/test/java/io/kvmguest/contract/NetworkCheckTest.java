package io.kvmguest.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kvmguest.network.NetworkConfigurator;
import org.junit.jupiter.api.Test;

class NetworkCheckTest {

    @Test
    void says_what_a_configurator_does_not_claim() {
        assertThat(NetworkCheck.of("3").unclaimed(NetworkConfigurator.iproute2()))
                .isEmpty();
        assertThat(NetworkCheck.of("23").unclaimed(NetworkConfigurator.iproute2()))
                .containsExactly("optional", "survives a reboot");
        assertThat(NetworkCheck.of("28").unclaimed(NetworkConfigurator.busybox()))
                .containsExactly("dhcp4");
        assertThat(NetworkCheck.of("9").unclaimed(NetworkConfigurator.systemdNetworkd()))
                .containsExactly("all or nothing");
    }

    @Test
    void is_found_by_its_id() {
        assertThat(NetworkCheck.of("3")).hasToString("3: leaves nothing of the plan before");
        assertThat(NetworkCheck.all()).extracting(NetworkCheck::id).doesNotHaveDuplicates();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkCheck.of("99"))
                .withMessageMatching(
                        "There is no check '99'\\. There are 1, 2, 3, [-, a-z0-9]*, 28-dns, [-, a-z0-9]*, silence");
    }
}

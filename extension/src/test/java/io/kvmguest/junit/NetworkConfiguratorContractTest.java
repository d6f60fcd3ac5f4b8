package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.GuestSpec;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.network.NetworkConfigurator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

class NetworkConfiguratorContractTest {

    static class UnclaimedCase extends NetworkConfiguratorContract {

        @Override
        protected NetworkConfigurator configurator() {
            return NetworkConfigurator.iproute2();
        }

        @Override
        protected GuestSpec guest() {
            throw new AssertionError("no guest is needed for what is not claimed");
        }

        @Override
        protected List<NetworkCheck> checks() {
            return List.of(NetworkCheck.of("23"), NetworkCheck.of("28"));
        }
    }

    @Test
    void aborts_what_is_not_claimed_and_says_what_that_is() {
        List<Event> aborted = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(UnclaimedCase.class))
                .execute()
                .testEvents()
                .assertStatistics(
                        statistics -> statistics.succeeded(0).failed(0).aborted(2))
                .aborted()
                .list();

        assertThat(aborted)
                .extracting(event -> event.getTestDescriptor().getDisplayName())
                .containsExactly(
                        "23: boots on without a card that is optional",
                        "28: gets a lease, and the same one after a reboot");
        assertThat(aborted.get(0))
                .is(EventConditions.abortedWithReason(
                        TestExecutionResultConditions.message("iproute2 does not claim: optional, survives a reboot")));
    }
}

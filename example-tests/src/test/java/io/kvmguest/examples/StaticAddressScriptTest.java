package io.kvmguest.examples;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmguest.GuestSpec;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.junit.NetworkConfiguratorContract;
import io.kvmguest.network.NetworkConfigurator;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract for network configurators, and a bug that it finds. */
class StaticAddressScriptTest extends NetworkConfiguratorContract {

    @Override
    protected NetworkConfigurator configurator() {
        return new StaticAddressScript("");
    }

    @Override
    protected GuestSpec guest() {
        return GuestSpec.of("mini");
    }

    @Override
    protected List<NetworkCheck> checks() {
        return List.of(NetworkCheck.of("1"), NetworkCheck.of("2"), NetworkCheck.of("3"), NetworkCheck.of("15"));
    }

    @Test
    void isNotForgetful(@TempDir Path evidence) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> NetworkCheck.of("3").run(new StaticAddressScript("yes"), guest(), evidence))
                .withMessageContaining("check 3 (leaves nothing of the plan before) has failed")
                .withMessageContaining("192.0.2.10");
    }
}

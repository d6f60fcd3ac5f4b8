package io.kvmguest.junit;

import io.kvmguest.GuestSpec;
import io.kvmguest.SlowTests;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.network.NetworkConfigurator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The built-in configurators: those of {@code ip} by the checks that take no minutes, the others by one of them, and with
 * {@code -Dkvmguest.slow=true} all of them by all checks.
 */
@Tag("guest")
@Tag("configurator")
class NetworkConfiguratorContractGuestTest {

    abstract static class Contract extends NetworkConfiguratorContract {

        private final NetworkConfigurator configurator;
        private final String image;

        Contract(NetworkConfigurator configurator, String image) {
            this.configurator = configurator;
            this.image = image;
        }

        @Override
        protected NetworkConfigurator configurator() {
            return configurator;
        }

        @Override
        protected GuestSpec guest() {
            return GuestSpec.of(image);
        }

        @Override
        protected List<NetworkCheck> checks() {
            return NetworkCheck.all().stream()
                    .filter(check -> SlowTests.WANTED || !check.isSlow())
                    .toList();
        }
    }

    /** Each of these starts a service for each plan, which takes its time under emulation. */
    abstract static class ServiceContract extends Contract {

        ServiceContract(NetworkConfigurator configurator) {
            super(configurator, "debian-12-network");
        }

        @Override
        protected List<NetworkCheck> checks() {
            return SlowTests.WANTED ? NetworkCheck.all() : List.of(NetworkCheck.of("13"));
        }
    }

    @Nested
    class Iproute2 extends Contract {
        Iproute2() {
            super(NetworkConfigurator.iproute2(), "debian-12");
        }
    }

    @Nested
    class Busybox extends Contract {
        Busybox() {
            super(NetworkConfigurator.busybox(), "mini");
        }
    }

    @Nested
    class SystemdNetworkd extends ServiceContract {
        SystemdNetworkd() {
            super(NetworkConfigurator.systemdNetworkd());
        }
    }

    @Nested
    class Ifupdown extends ServiceContract {
        Ifupdown() {
            super(NetworkConfigurator.ifupdown());
        }
    }

    @Nested
    class Netplan extends ServiceContract {
        Netplan() {
            super(NetworkConfigurator.netplan());
        }
    }

    @Nested
    class NetworkManager extends ServiceContract {
        NetworkManager() {
            super(NetworkConfigurator.networkManager());
        }
    }
}

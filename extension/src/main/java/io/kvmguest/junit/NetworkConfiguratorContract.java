package io.kvmguest.junit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kvmguest.GuestSpec;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.network.NetworkConfigurator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;

/**
 * What a network configurator has to stand. Extend it, say which configurator and in which guest it is, and each
 * {@link NetworkCheck} is a test, on guests of its own:
 *
 * <pre>{@code
 * class UplinkScriptTest extends NetworkConfiguratorContract {
 *
 *     @Override
 *     protected NetworkConfigurator configurator() {
 *         return new UplinkScript();
 *     }
 *
 *     @Override
 *     protected GuestSpec guest() {
 *         return GuestSpec.of("debian-12");
 *     }
 * }
 * }</pre>
 *
 * <p>A check of something that the configurator does not claim is aborted, and says what that is: it has not passed. When one
 * fails, its message says what was seen, and where the frames of all segments are:
 * {@code target/kvmguest/UplinkScriptTest/contract/check-3/n0.pcapng}.
 *
 * <p>The image {@code mini} is needed for the peer.
 */
public abstract class NetworkConfiguratorContract {

    /** Returns what is held to the contract. */
    protected abstract NetworkConfigurator configurator();

    /** Returns the guest that has the configurator's program. Its name and its network cards are replaced. */
    protected abstract GuestSpec guest();

    /** Returns the checks to be made: all, unless a class says otherwise. */
    protected List<NetworkCheck> checks() {
        return NetworkCheck.all();
    }

    @TestFactory
    @ExtendWith(ContractFolder.Resolver.class)
    final Stream<DynamicTest> contract(ContractFolder folder) {
        NetworkConfigurator configurator = configurator();
        return checks().stream()
                .map(check -> dynamicTest(check.toString(), () -> {
                    List<String> unclaimed = check.unclaimed(configurator);
                    if (!unclaimed.isEmpty()) {
                        throw new TestAbortedException(
                                configurator.name() + " does not claim: " + String.join(", ", unclaimed));
                    }
                    check.run(configurator, guest(), folder.path().resolve("check-" + check.id()));
                }));
    }
}

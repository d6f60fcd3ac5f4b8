package io.kvmguest.network;

import io.kvmguest.GuestSpec;
import io.kvmguest.SlowTests;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.junit.NetworkConfiguratorContract;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * netifd on an OpenWrt of 2014, which does not come back from a reset under emulation: its checks are those without one. Check 11
 * kills by sessions, and there is no {@code setsid}.
 */
@Tag("guest")
@Tag("configurator")
class NetifdContractGuestTest extends NetworkConfiguratorContract {

    /** Each check boots it anew, as its kernel is too old for clones: the others run with -Dkvmguest.slow=true. */
    private static final List<String> ALWAYS = List.of("1", "6", "13", "silence");

    @Override
    protected NetworkConfigurator configurator() {
        return NetworkConfigurator.netifd();
    }

    @Override
    protected GuestSpec guest() {
        return OpenWrt.spec();
    }

    @Override
    protected List<NetworkCheck> checks() {
        return NetworkCheck.all().stream()
                .filter(check -> !check.isSlow() && !check.id().equals("11"))
                .filter(check -> SlowTests.WANTED || ALWAYS.contains(check.id()))
                .toList();
    }
}

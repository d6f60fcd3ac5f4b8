package io.kvmguest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests that boot guests again and wait for leases, for minutes under emulation. */
public final class SlowTests {

    /** Whether they are asked for. */
    public static final boolean WANTED = Boolean.getBoolean("kvmguest.slow");

    private SlowTests() {}

    /** Ends a test that is one of them, and that nobody has asked for. */
    public static void require() {
        assumeTrue(WANTED, "Boots guests again or waits for leases, for minutes: run with -Dkvmguest.slow=true");
    }
}

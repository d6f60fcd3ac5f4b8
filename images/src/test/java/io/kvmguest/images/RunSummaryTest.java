package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.report.ReportKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.launcher.TestIdentifier;

class RunSummaryTest {

    private static final String RECORDED = "recorded 2026-11-26T20:26:56Z by process 4711 on ci-3";

    private final StringWriter text = new StringWriter();
    private final RunSummary summary = new RunSummary(new PrintWriter(text));

    private void guest(String name, String origin, String commands) {
        summary.reportingEntryPublished(
                TestIdentifier.from(new EngineDescriptor(UniqueId.forEngine("any"), "any")),
                ReportEntry.from(Map.of(
                        ReportKeys.GUEST,
                        name,
                        ReportKeys.IMAGE,
                        "mini",
                        ReportKeys.ACCELERATOR,
                        "TCG",
                        ReportKeys.ORIGIN,
                        origin,
                        ReportKeys.COMMANDS,
                        commands,
                        ReportKeys.BOOT,
                        "2.500")));
    }

    @Test
    void tells_boots_and_clones_apart() {
        guest("router", RECORDED, "2");
        guest("client", "cold boot", "1");
        guest("router", RECORDED, "3");
        guest("client", "cold boot", "0");
        guest("server", RECORDED, "1");

        summary.print();

        assertThat(text).hasToString("""

                        router (image mini, TCG): 2 clones of a boot recorded 2026-11-26T20:26:56Z by process 4711 on ci-3; 5 commands run
                          boot             2.500 s

                        client (image mini, TCG): cold boot; 1 command run
                          boot             2.500 s

                        client (image mini, TCG): cold boot; 0 commands run
                          boot             2.500 s

                        server (image mini, TCG): a clone of a boot recorded 2026-11-26T20:26:56Z by process 4711 on ci-3; 1 command run
                          boot             2.500 s

                        0 passed, 0 failed, 0 skipped
                        """);
    }
}

package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.contract.CheckResult;
import io.kvmguest.contract.CheckResult.Outcome;
import io.kvmguest.contract.NetworkCheck;
import io.kvmguest.images.NetworkReport.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkReportTest {

    private static final NetworkCheck ORDER = NetworkCheck.of("6");
    private static final NetworkCheck REFUSAL = NetworkCheck.of("9");
    private static final Subject ALPHA = new Subject("alpha", "mini");
    private static final Subject BETA = new Subject("beta", "debian-12");

    private final NetworkReport report =
            new NetworkReport(List.of(ORDER, REFUSAL), "Guests ran under TCG.", Instant.parse("2026-11-27T20:00:00Z"));

    @TempDir
    Path folder;

    private static CheckResult passed(NetworkCheck check) {
        return new CheckResult(check, Outcome.PASSED, Duration.ofMillis(1234), "");
    }

    private void fill() {
        report.add(ALPHA, passed(ORDER));
        report.add(ALPHA, new CheckResult(REFUSAL, Outcome.NOT_CLAIMED, Duration.ZERO, "ALL_OR_NOTHING"));
        report.add(
                BETA, new CheckResult(ORDER, Outcome.FAILED, Duration.ofSeconds(9), "the addresses are\n    <none>"));
    }

    @Test
    void is_a_line_for_each_check() {
        fill();

        assertThat(report.text())
                .isEqualTo(" ".repeat(65) + "alpha            beta\n"
                        + pad("6: keeps the order of addresses") + "passed           FAILED\n"
                        + pad("9: changes nothing when the kernel refuses") + "not claimed      not run");
        assertThat(report.hasFailures()).isTrue();
    }

    private static String pad(String text) {
        return text + " ".repeat(65 - text.length());
    }

    @Test
    void counts_what_was_tried_more_than_once() {
        for (int i = 0; i < 5; i++) {
            report.add(ALPHA, passed(ORDER));
        }
        assertThat(report.text()).contains("passed 5 of 5");
        assertThat(report.hasFailures()).isFalse();

        report.add(ALPHA, new CheckResult(ORDER, Outcome.FAILED, Duration.ofSeconds(1), "late"));
        assertThat(report.text()).contains("FAILED 1 of 6").doesNotContain("passed");
    }

    @Test
    void is_a_page_with_what_was_seen() throws IOException {
        fill();
        report.write(folder);

        assertThat(folder.resolve(NetworkReport.PAGE))
                .content()
                .contains("2026-11-27T20:00:00Z. Guests ran under TCG.")
                .contains("<th>alpha<br><small>mini</small></th>")
                .contains("<td class=\"passed\">passed<br><small>1.2 s</small></td>")
                .contains("<td class=\"unclaimed\" title=\"ALL_OR_NOTHING\">not claimed<br><small></small></td>")
                .contains("<td class=\"unclaimed\">not run<br><small></small></td>")
                .contains("<td class=\"failed\">FAILED<br><small>9.0 s</small></td>")
                .contains("<pre>the addresses are\n    &lt;none&gt;</pre>");
    }

    @Test
    void is_json() throws IOException {
        fill();
        report.write(folder);
        report.write(folder);

        assertThat(folder.resolve(NetworkReport.JSON_FILE)).content().isEqualToIgnoringWhitespace("""
                {
                  "at" : "2026-11-27T20:00:00Z",
                  "accelerator" : "Guests ran under TCG.",
                  "checks" : [
                    {"id" : "6", "title" : "keeps the order of addresses", "slow" : false},
                    {"id" : "9", "title" : "changes nothing when the kernel refuses", "slow" : false}
                  ],
                  "configurators" : [
                    {"name" : "alpha", "image" : "mini", "results" : [
                      {"check" : "6", "outcome" : "passed", "milliseconds" : 1234, "message" : ""},
                      {"check" : "9", "outcome" : "not claimed", "milliseconds" : 0, "message" : "ALL_OR_NOTHING"}
                    ]},
                    {"name" : "beta", "image" : "debian-12", "results" : [
                      {"check" : "6", "outcome" : "failed", "milliseconds" : 9000,
                       "message" : "the addresses are\\n    <none>"}
                    ]}
                  ]
                }
                """);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }
}

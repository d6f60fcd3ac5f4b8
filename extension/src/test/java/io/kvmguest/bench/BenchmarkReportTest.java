package io.kvmguest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.kvmguest.bench.BenchmarkReport.Goal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {

    private final BenchmarkReport report = new BenchmarkReport("boot", "tcg", "QEMU 7.2.22")
            .add("mini", "s", List.of(2.6, 2.5, 2.7), List.of(2.5, 2.5, 2.6), Goal.ratioAtMost(1.05))
            .add("heap", "MB", List.of(61.0, 70.0), Goal.atMost(64));

    @Test
    void prints_a_table() {
        assertThat(report.table()).isEqualTo("""
                        boot  median   floor   ratio  runs                goal
                        mini  2.60 s   2.50 s  1.04   [2.60, 2.50, 2.70]  at most 1.05 times the floor  holds
                        heap  65.5 MB  -       -      [61.0, 70.0]        at most 64.0 MB               DOES NOT HOLD
                        """);
        assertThat(report.holds()).isFalse();
    }

    @Test
    void writes_one_object(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("boot.json");
        report.finish(new String[] {"--json", file.toString()});
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
        assertThat(json)
                .containsOnlyKeys("benchmark", "host", "accelerator", "qemu", "results")
                .containsEntry("benchmark", "boot")
                .containsEntry("accelerator", "tcg")
                .containsEntry("qemu", "QEMU 7.2.22");
        assertThat(json.get("results")).isInstanceOf(List.class);
        Map<?, ?> result = (Map<?, ?>) ((List<?>) json.get("results")).get(0);
        assertThat(result.keySet()).hasToString("[name, unit, runs, median, floor, ratio, goal, holds]");
        assertThat(result.get("median")).isEqualTo(2.6);
        assertThat(result.get("floor")).isEqualTo(2.5);
        assertThat(result.get("goal")).isEqualTo(1.05);
        assertThat(result.get("holds")).isEqualTo(true);
    }
}

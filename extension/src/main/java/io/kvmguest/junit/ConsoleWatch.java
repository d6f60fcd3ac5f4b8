package io.kvmguest.junit;

import io.kvmguest.console.ConsoleException;
import io.kvmguest.report.ReportKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What guests print while a test runs. A failed assertion alone says little: if a guest printed something meanwhile, the
 * last of it goes to the report and hangs on the failure, where every build log shows it.
 */
final class ConsoleWatch {

    private static final int LINES = 20;

    private final Map<StartedGuest, Supplier<List<String>>> lines = new LinkedHashMap<>();

    ConsoleWatch(List<StartedGuest> guests) {
        guests.forEach(guest -> lines.put(guest, guest.running().linesFromNow()));
    }

    /** Tells what was printed since this watch began. */
    void tell(Throwable failure, ExtensionContext context) {
        lines.forEach((guest, supplier) -> {
            List<String> printed = supplier.get();
            if (!printed.isEmpty()) {
                List<String> tail = printed.subList(Math.max(0, printed.size() - LINES), printed.size());
                context.publishReportEntry(Map.of(
                        ReportKeys.GUEST, guest.name(), ReportKeys.CONSOLE, String.join(System.lineSeparator(), tail)));
                if (!(failure instanceof ConsoleException)) { // which quotes the console itself
                    failure.addSuppressed(new ConsoleDuringTest(guest, tail));
                }
            }
        });
    }
}

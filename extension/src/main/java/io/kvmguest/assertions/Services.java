package io.kvmguest.assertions;

import io.kvmguest.assertions.Question.Unanswered;
import io.kvmguest.shell.CommandResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks systemd for a unit. Other init systems have no word for "active" that could be trusted. */
final class Services {

    private static final String NO_SYSTEMD = "NoSystemd=";

    private Services() {}

    static Question<ServiceState> question(String unit) {
        String script = """
                if [ -d /run/systemd/system ]; then
                  u=%s
                  systemctl show --no-pager -p LoadState -p ActiveState -p SubState -p Result -- "$u" &&
                  { systemctl is-active -q -- "$u" || { echo; systemctl status --no-pager --full -n 10 -- "$u" || :; }; }
                else
                  read -r init < /proc/1/comm
                  echo "%s$init"
                fi""".formatted(Question.quote(requireName(unit)), NO_SYSTEMD);
        return new Question<>(script, result -> read(unit, result));
    }

    private static String requireName(String unit) {
        if (!unit.matches("[\\w.@:\\\\][-\\w.@:\\\\]*")) {
            throw new IllegalArgumentException("service must be the name of a unit: " + Texts.quote(unit));
        }
        return unit;
    }

    private static ServiceState read(String unit, CommandResult result) {
        String text = result.stdout();
        if (!result.succeeded()) {
            throw Unanswered.by("the state of service " + Texts.quote(unit), result);
        }
        if (text.startsWith(NO_SYSTEMD)) {
            throw Unanswered.because(
                    "the state of service " + Texts.quote(unit),
                    "only systemd tells it, and the first process here is "
                            + Texts.quote(text.substring(NO_SYSTEMD.length()))
                            + "; ask for a process or a port instead");
        }
        return parse(text);
    }

    static ServiceState parse(String text) {
        Map<String, String> properties = new HashMap<>();
        List<String> lines = text.lines().toList();
        int blank = lines.indexOf("");
        for (String line : blank < 0 ? lines : lines.subList(0, blank)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                properties.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new ServiceState(properties, blank < 0 ? List.of() : lines.subList(blank + 1, lines.size()));
    }
}

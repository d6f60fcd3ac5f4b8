package io.kvmguest.network;

import io.kvmguest.shell.Command;
import io.kvmguest.shell.RootShell;
import java.util.List;

/** Writes a plan's name servers to {@code /etc/resolv.conf}, and puts back what was there when a plan names none. */
final class ResolverFile {

    private static final String SCRIPT = """
            file=/etc/resolv.conf
            kept=/etc/resolv.conf.before-kvmguest
            if [ -n "$text" ]; then
                [ -e "$kept" ] || [ -L "$kept" ] || cp -P "$file" "$kept" 2>/dev/null || : >"$kept"
                [ -f "$file" ] && [ ! -L "$file" ] && [ "$(cat "$file")" = "$text" ] && exit
                rm -f "$file" && printf '%s\\n' "$text" >"$file"
            elif [ -e "$kept" ] || [ -L "$kept" ]; then
                mv "$kept" "$file"
            fi
            """;

    private ResolverFile() {}

    static void write(NetworkPlan plan, RootShell root) {
        root.run(Command.of(SCRIPT).with("text", text(plan))).requireSuccess();
    }

    private static String text(NetworkPlan plan) {
        StringBuilder text = new StringBuilder();
        List<String> search = plan.interfaces().stream()
                .flatMap(each -> each.search().stream())
                .distinct()
                .toList();
        if (!search.isEmpty()) {
            text.append("search ").append(String.join(" ", search)).append('\n');
        }
        plan.interfaces().stream()
                .flatMap(each -> each.dns().stream())
                .map(IpPrefix::address)
                .distinct()
                .forEach(server -> text.append("nameserver ").append(server).append('\n'));
        return text.toString().strip();
    }
}

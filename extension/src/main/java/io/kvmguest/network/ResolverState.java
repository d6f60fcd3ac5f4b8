package io.kvmguest.network;

import java.util.ArrayList;
import java.util.List;

/**
 * What a file in the form of resolv.conf(5) says.
 *
 * @param servers the addresses of name servers, in order
 * @param search the domains in which names are looked up, in order
 * @param options such as {@code timeout:1}
 */
public record ResolverState(List<String> servers, List<String> search, List<String> options) {

    public ResolverState {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    /** Reads such a file. */
    public static ResolverState parse(String text) {
        List<String> servers = new ArrayList<>();
        List<String> search = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String line : text.lines().toList()) {
            IpLine words = IpLine.of(line.replaceFirst("[#;].*", ""));
            List<String> values = words.words().subList(1, words.count());
            switch (words.first()) {
                case "nameserver" -> servers.addAll(values);
                case "search", "domain" -> {
                    search.clear(); // the last one counts
                    search.addAll(values);
                }
                case "options" -> options.addAll(values);
                default -> {
                    // a comment, or something of which only some libraries know
                }
            }
        }
        return new ResolverState(servers, search, options);
    }
}

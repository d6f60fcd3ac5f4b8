package io.kvmguest;

import io.kvmguest.image.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that starts one guest, says {@code built} or {@code found} of its template, and ends. */
final class ForkedGuest {

    static Process start(Path cache, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + CacheDirectory.PROPERTY + "=" + cache));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ForkedGuest.class.getName()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    public static void main(String[] arguments) {
        try (Guest guest = Guest.start(GuestSpec.of("mini"))) {
            String uid = guest.shell().run("id -u").stdout();
            String origin = guest.bootLog().origin().toString();
            String builder = "process " + ProcessHandle.current().pid() + " on ";
            System.out.println("uid " + uid + " "
                    + (!origin.startsWith("recorded ") ? origin : origin.contains(builder) ? "built" : "found"));
        }
    }

    private ForkedGuest() {}
}

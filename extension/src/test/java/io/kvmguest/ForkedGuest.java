package io.kvmguest;

import io.kvmguest.image.CacheDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** A JVM of its own that starts one guest, says {@code built} or {@code found} of its template, and ends. */
final class ForkedGuest {

    static Process start(Path cache) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-D" + CacheDirectory.PROPERTY + "=" + cache,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForkedGuest.class.getName())
                .redirectErrorStream(true)
                .start();
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

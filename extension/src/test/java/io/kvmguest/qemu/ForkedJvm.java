package io.kvmguest.qemu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own that starts guests and then ends in some way, without closing them.
 *
 * <p>It prints {@code PID DIRECTORY} for each guest, and ends when it is told to on its standard input.
 */
final class ForkedJvm {

    /** A guest of the other JVM. */
    record Left(long pid, Path directory) {}

    private ForkedJvm() {}

    static Process start(int guests, String ending) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForkedJvm.class.getName(),
                        String.valueOf(guests),
                        ending)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static List<Left> readGuests(Process jvm, int guests) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        List<Left> left = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            String line = reader.readLine();
            if (line == null) {
                throw new AssertionError("the forked JVM has ended early");
            }
            String[] words = line.split(" ", 2);
            left.add(new Left(Long.parseLong(words[0]), Path.of(words[1])));
        }
        return left;
    }

    public static void main(String[] arguments) throws IOException {
        List<QemuProcess> guests = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            Path directory = WorkDirectory.create();
            Path disk = BootSector.create().print("up").spin().writeTo(directory.resolve("disk.img"));
            Machine machine = new MachineBuilder()
                    .name("guest" + i)
                    .drive(new Machine.Drive(disk, "raw", "ide", false))
                    .build();
            QemuProcess guest = QemuProcess.start(machine, directory);
            guest.resume();
            guests.add(guest);
            System.out.println(guest.pid() + " " + directory);
        }
        System.in.read();
        switch (arguments[1]) {
            case "halt" -> Runtime.getRuntime().halt(3);
            case "exit" -> System.exit(0);
            case "throw" -> throw new IllegalStateException("on purpose, with " + guests.size() + " guests");
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }
}

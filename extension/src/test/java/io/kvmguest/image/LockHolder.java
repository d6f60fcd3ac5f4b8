package io.kvmguest.image;

import java.nio.file.Path;

/** Another process that takes a lock, says so, and holds it until its standard input ends. */
final class LockHolder {

    private LockHolder() {}

    /** Takes the lock of the file that the argument names. */
    public static void main(String[] arguments) throws Exception {
        CacheLock lock = CacheLock.take(Path.of(arguments[0]), who -> System.out.println("waiting for " + who));
        try {
            System.out.println("held");
            var unused = System.in.readAllBytes();
        } finally {
            lock.close();
        }
    }

    static Process start(Path file) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
    }
}

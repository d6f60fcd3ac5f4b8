package io.kvmguest.shell;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Moves files and folders between the host and a guest over its command channel, and compares the sums of what left and
 * what arrived.
 */
final class FileTransfer {

    private static final Duration DEADLINE = CommandChannel.LONG;

    /** The status of a script that has seen another sum than it was told. */
    private static final String WRONG_SUM = "93";

    private static final String NO_SUCH_FILE = "94";

    private final CommandChannel channel;
    private final Situation situation;

    FileTransfer(CommandChannel channel, Situation situation) {
        this.channel = channel;
        this.situation = situation;
    }

    void upload(Path from, String to) {
        String what = "the upload of " + from + " to " + to;
        requireName(to);
        try {
            if (Files.isDirectory(from)) {
                uploadFolder(from, to, what);
            } else if (Files.isRegularFile(from)) {
                uploadFile(from, to, what);
            } else {
                throw failed(
                        what, Files.exists(from) ? "It is neither a file nor a folder" : "There is no such file", null);
            }
        } catch (IOException | UncheckedIOException e) {
            throw failed(what, "It cannot be read on the host: " + e.getMessage(), e);
        } catch (UnwritableException e) {
            throw failed(what, "The guest cannot write it: is there such a folder, and room in it?", e);
        }
    }

    private void uploadFile(Path from, String to, String what) throws IOException {
        String target = ShellText.quote(to);
        String part = ShellText.quote(to + suffix());
        makeParent(to, what);
        String sum = put(from, part);
        String script =
                check(sum, part) + ";chmod " + Integer.toOctalString(Tar.mode(Files.getPosixFilePermissions(from)))
                        + ' ' + part + "&&mv -f " + part + ' ' + target + "||{ r=$?;rm -f " + part + ";exit $r;}";
        run(script, what);
    }

    private void uploadFolder(Path from, String to, String what) throws IOException {
        Path archive = Files.createTempFile("kvmguest-upload", ".tar");
        try {
            Tar.write(from, archive);
            String part = ShellText.quote(to.replaceAll("/+$", "") + suffix());
            makeParent(to, what);
            String sum = put(archive, part);
            String target = ShellText.quote(to);
            run(
                    check(sum, part) + ";mkdir -p -- " + target + "&&tar -x -f " + part + " -C " + target
                            + ";r=$?;rm -f " + part + ";exit $r",
                    what);
        } finally {
            Files.delete(archive);
        }
    }

    private void makeParent(String to, String what) {
        String path = to.replaceAll("/+$", "");
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            run("mkdir -p -- " + ShellText.quote(path.substring(0, slash)), what);
        }
    }

    /** Returns the sum of what was sent. */
    private String put(Path file, String target) throws IOException {
        MessageDigest digest = md5();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            channel.put(in, Files.size(file), target);
        }
        return hex(digest);
    }

    private static String check(String sum, String file) {
        return "s=$(md5sum <" + file + ")&&[ \"${s%% *}\" = " + sum + " ]||{ rm -f " + file + ";exit " + WRONG_SUM
                + ";}";
    }

    /** A part of a file never has the name of the whole. */
    private static String suffix() {
        return ".kvmguest-" + Signature.letters(new SecureRandom(), 8);
    }

    void download(String from, Path to) {
        String what = "the download of " + from + " to " + to;
        requireName(from);
        try {
            Path archive = Files.createTempFile("kvmguest-download", ".tar");
            try {
                String kind = run(
                        "if [ -d " + ShellText.quote(from) + " ];then echo d;elif [ -e " + ShellText.quote(from)
                                + " ];then echo f;else exit " + NO_SUCH_FILE + ";fi",
                        what);
                boolean folder = kind.startsWith("d");
                String tar = tar(from, folder);
                MessageDigest digest = md5();
                Outcome outcome;
                try (OutputStream out =
                        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), digest)) {
                    outcome = channel.fetch(tar, out, DEADLINE, "the end of " + what);
                }
                requireSuccess(outcome, what);
                String there = run(tar + "|md5sum", what);
                if (!there.startsWith(hex(digest))) {
                    throw failed(what, "It was changed while it was read, or damaged on its way", null);
                }
                if (folder) {
                    Tar.extract(archive, to);
                } else {
                    Tar.extractFile(archive, to);
                }
            } finally {
                Files.delete(archive);
            }
        } catch (TarException e) {
            throw failed(what, e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw failed(what, "It cannot be written on the host: " + e.getMessage(), e);
        }
    }

    private static String tar(String from, boolean folder) {
        if (folder) {
            return "tar -c -f - -C " + ShellText.quote(from) + " .";
        }
        int slash = from.lastIndexOf('/');
        String parent = slash < 0 ? "." : slash == 0 ? "/" : from.substring(0, slash);
        // -h: the file is wanted, and not where it lies.
        return "tar -c -h -f - -C " + ShellText.quote(parent) + ' ' + ShellText.quote("./" + from.substring(slash + 1));
    }

    private String run(String script, String what) {
        Outcome outcome = channel.run(Command.of(script), DEADLINE);
        requireSuccess(outcome, what);
        return new String(outcome.stdout(), StandardCharsets.UTF_8);
    }

    private void requireSuccess(Outcome outcome, String what) {
        int status = outcome.exitStatus();
        if (outcome.fate() == Outcome.Fate.ENDED && status == 0) {
            return;
        }
        String said = new String(outcome.stderr(), StandardCharsets.UTF_8).strip();
        String why =
                switch (String.valueOf(status)) {
                    case WRONG_SUM -> "What arrived has another sum than what was sent";
                    case NO_SUCH_FILE -> "There is no such file in the guest";
                    default ->
                        outcome.fate() == Outcome.Fate.ENDED
                                ? "The guest says: " + (said.isEmpty() ? ExitStatus.describe(status) : said)
                                : "It did not end within " + Words.duration(DEADLINE);
                };
        throw failed(what, why, null);
    }

    private TransferException failed(String what, String why, @Nullable Throwable cause) {
        return new TransferException(
                situation.name() + ": " + what + " failed.\n  " + why + "." + situation.end(), cause);
    }

    private static void requireName(String path) {
        if (path.isBlank() || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the path in the guest must be a path, but was \"" + path + '"');
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}

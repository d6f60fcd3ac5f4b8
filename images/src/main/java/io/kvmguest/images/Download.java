package io.kvmguest.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Fetches a file by HTTP, and goes on where it was cut off (RFC 9110, section 14). */
final class Download {

    /** A server that says nothing for so long has gone. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** How often in a row it may be cut off without a byte more. */
    private static final int FRUITLESS = 3;

    private final URI address;
    private final Path part;
    private final Progress progress;
    private long total = -1;

    /**
     * @param part the file for it; what is in it is the beginning of what is fetched
     */
    Download(URI address, Path part, Progress progress) {
        this.address = address;
        this.part = part;
        this.progress = progress;
    }

    /** It did not come; the message says why, without the address. */
    static final class FailedException extends Exception {
        private FailedException(String message) {
            super(message);
        }
    }

    /** Returns a small file as text. */
    static String text(URI address) throws FailedException {
        HttpURLConnection connection = null;
        try {
            connection = open(address);
            refuse(connection.getResponseCode(), HttpURLConnection.HTTP_OK);
            try (InputStream in = connection.getInputStream()) {
                return new String(in.readNBytes(16 << 20), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new FailedException(describe(e));
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    /** Fetches it. */
    void run() throws FailedException {
        int fruitless = 0;
        while (true) {
            long before = size();
            IOException cut;
            try {
                if (fetch(before)) {
                    return;
                }
                cut = new IOException("the connection was cut");
            } catch (IOException e) {
                cut = e;
            }
            fruitless = size() > before ? 0 : fruitless + 1;
            if (fruitless >= FRUITLESS) {
                throw new FailedException(describe(cut));
            }
        }
    }

    /** Returns whether all of it is here. */
    private boolean fetch(long have) throws IOException, FailedException {
        HttpURLConnection connection = open(address);
        try {
            if (have > 0) {
                connection.setRequestProperty("Range", "bytes=" + have + "-");
            }
            int status = connection.getResponseCode();
            if (status == 416) {
                // Nothing is left, or what is here is of another file: the checksum will tell.
                return true;
            }
            refuse(status, HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_PARTIAL);
            boolean resumed = status == HttpURLConnection.HTTP_PARTIAL && startsAt(connection, have);
            if (status == HttpURLConnection.HTTP_PARTIAL && !resumed) {
                throw new FailedException("the server sent another part than the one asked for");
            }
            long start = resumed ? have : 0;
            long length = connection.getContentLengthLong();
            total = length < 0 ? -1 : start + length;
            copy(connection, start);
            return total < 0 || size() >= total;
        } finally {
            connection.disconnect();
        }
    }

    private void copy(HttpURLConnection connection, long start) throws IOException {
        try (InputStream in = connection.getInputStream();
                OutputStream out = start > 0
                        ? Files.newOutputStream(part, StandardOpenOption.APPEND)
                        : Files.newOutputStream(part)) {
            byte[] buffer = new byte[1 << 16];
            long done = start;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                done += n;
                progress.part(done, total);
            }
        }
    }

    private static boolean startsAt(HttpURLConnection connection, long have) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + have + "-");
    }

    private long size() throws FailedException {
        try {
            return Files.exists(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            throw new FailedException(describe(e));
        }
    }

    private static HttpURLConnection open(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout((int) SILENCE.toMillis());
        connection.setReadTimeout((int) SILENCE.toMillis());
        // The bytes themselves: an image that is packed has a checksum as it is.
        connection.setRequestProperty("Accept-Encoding", "identity");
        return connection;
    }

    private static void refuse(int status, int... but) throws FailedException {
        for (int each : but) {
            if (status == each) {
                return;
            }
        }
        throw new FailedException(
                status == HttpURLConnection.HTTP_NOT_FOUND
                        ? "the server has no such file (404)"
                        : "the server answered " + status);
    }

    private static String describe(IOException e) {
        return e instanceof java.net.UnknownHostException
                ? "the host " + e.getMessage() + " is not known; is this machine online?"
                : String.valueOf(e.getMessage() == null ? e : e.getMessage());
    }
}

package io.kvmguest.console;

/** A recording of which a part has come by now, and from which more comes when a test says so. */
public final class PartialTranscript {

    private final StoredTranscript transcript;
    private long length;

    /** Begins with nothing. */
    public PartialTranscript(byte[] recording) {
        ByteStore all = ByteStore.of(recording);
        this.transcript = new StoredTranscript(
                new ByteStore() {
                    @Override
                    public long length() {
                        return length;
                    }

                    @Override
                    public void read(long from, byte[] into, int at, int count) {
                        all.read(from, into, at, count);
                    }
                },
                offset -> 0,
                null);
    }

    /** Lets so many bytes have come. */
    public void upTo(long bytes) {
        length = bytes;
    }

    /** Returns what has come. */
    public Transcript transcript() {
        return transcript;
    }
}

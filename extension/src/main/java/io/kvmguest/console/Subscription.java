package io.kvmguest.console;

/** Something that goes on until it is closed. */
public interface Subscription extends AutoCloseable {

    /** Ends it; when this returns, nothing is delivered any more. Waits for a delivery under way, unless it is called from it. */
    @Override
    void close();
}

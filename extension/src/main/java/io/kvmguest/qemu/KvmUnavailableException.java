package io.kvmguest.qemu;

/** KVM was required, and the probe found that it does not work here. */
public final class KvmUnavailableException extends RuntimeException {

    KvmUnavailableException(String message) {
        super(message);
    }
}

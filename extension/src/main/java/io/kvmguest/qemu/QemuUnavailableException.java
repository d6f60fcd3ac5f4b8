package io.kvmguest.qemu;

/** This host has no QEMU that could be used, whatever the guest: none at all, or one that is too old. */
public final class QemuUnavailableException extends QemuStartException {

    QemuUnavailableException(String message) {
        super(message);
    }
}

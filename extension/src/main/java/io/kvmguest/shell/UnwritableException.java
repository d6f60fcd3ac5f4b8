package io.kvmguest.shell;

/** A file of the guest could not be written. {@link GuestShell} puts it into words for the user. */
final class UnwritableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * @param file its name as a word of the guest's shell
     */
    UnwritableException(String file, long length) {
        super(length + " bytes could not be written to " + file);
    }
}

package io.kvmguest.shell;

import java.io.IOException;

/** An archive that a guest has sent, and that cannot be unpacked as it is. */
final class TarException extends IOException {

    private static final long serialVersionUID = 1;

    private final String reason;

    /**
     * @param reason a sentence without its full stop
     */
    TarException(String reason) {
        super(reason);
        this.reason = reason;
    }

    @Override
    public String getMessage() {
        return reason;
    }
}

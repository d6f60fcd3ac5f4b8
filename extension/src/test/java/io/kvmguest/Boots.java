package io.kvmguest;

import io.kvmguest.shell.Circumstances;
import io.kvmguest.shell.LoginFailure;
import java.time.Duration;
import java.util.List;

/** Boots that failed, for tests of those who have to deal with them. */
public final class Boots {

    public static GuestBootException failed(String message) {
        return new GuestBootException(
                message,
                new LoginFailure.Silence(new Circumstances("Guest 'made up'", Duration.ZERO, "", List.of(), "")));
    }

    private Boots() {}
}

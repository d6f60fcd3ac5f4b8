package io.kvmguest.shell;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A port of a pool that is kept until the end. */
final class ReservedPort extends PortUser {

    private final PortPool pool;
    private @Nullable PortChannel port;

    ReservedPort(PortPool pool, PortChannel port) {
        this.pool = pool;
        this.port = port;
    }

    /** Commands of several threads wait for one another. */
    @Override
    synchronized <T> T use(String wanted, Function<PortChannel, T> work) {
        PortChannel now = port;
        if (now == null || now.isStuck()) {
            now = pool.take(wanted);
            port = now;
        }
        return work.apply(now);
    }

    @Override
    public LiveJob start(Command command) {
        return pool.start(command);
    }

    synchronized void end() {
        if (port != null) {
            pool.giveBack(port);
            port = null;
        }
    }
}

package io.kvmguest.shell;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Function;

/** Has another channel do all of it, whichever that is. */
abstract class ForwardingChannel implements CommandChannel {

    /** Does some work on the other channel. */
    abstract <T> T use(Function<CommandChannel, T> work);

    @Override
    public final Outcome run(Command command, Duration timeout) {
        return use(channel -> channel.run(command, timeout));
    }

    @Override
    public final void put(InputStream data, long length, String file) {
        use(channel -> {
            channel.put(data, length, file);
            return file;
        });
    }

    @Override
    public final Outcome fetch(String code, OutputStream into, Duration timeout, String wanted) {
        return use(channel -> channel.fetch(code, into, timeout, wanted));
    }

    @Override
    public final LiveJob start(Command command) {
        return use(channel -> channel.start(command));
    }
}

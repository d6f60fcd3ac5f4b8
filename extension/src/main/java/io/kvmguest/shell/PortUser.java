package io.kvmguest.shell;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Function;

/** Runs each command on one port, whichever that is. */
abstract class PortUser implements CommandChannel {

    /**
     * Does some work on a port that nobody else uses meanwhile.
     *
     * @param wanted what is awaited where there is none free, for a message
     */
    abstract <T> T use(String wanted, Function<PortChannel, T> work);

    @Override
    public final Outcome run(Command command, Duration timeout) {
        return use(
                "a free port for the command " + Words.command(command.script()),
                channel -> channel.run(command, timeout));
    }

    @Override
    public final void put(InputStream data, long length, String file) {
        String wanted = "the end of the upload to " + file;
        use(wanted, channel -> {
            channel.put(data, length, file, channel.waitFor(wanted));
            return file;
        });
    }

    @Override
    public final Outcome fetch(String code, OutputStream into, Duration timeout, String wanted) {
        return use(wanted, channel -> channel.stream(code, into, timeout, channel.waitFor(wanted)));
    }
}

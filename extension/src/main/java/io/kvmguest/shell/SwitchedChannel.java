package io.kvmguest.shell;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whatever channel there is now: after a reboot, or when the shell was lost, it is another. A command that loses it says so;
 * the next one has it mended first.
 */
final class SwitchedChannel implements CommandChannel {

    private final Runnable mend;
    private volatile @Nullable CommandChannel now;
    private volatile boolean lost;

    /**
     * @param mend finds a shell again, and switches to it
     */
    SwitchedChannel(Runnable mend) {
        this.mend = mend;
    }

    void switchTo(CommandChannel channel) {
        lost = false;
        now = channel;
    }

    /** Takes note that the channel there is works again. */
    void mended() {
        lost = false;
    }

    private <T> T use(Function<CommandChannel, T> work) {
        if (lost) {
            lost = false;
            mend.run();
        }
        try {
            return work.apply(Objects.requireNonNull(now, "there is no channel before the first login"));
        } catch (WireBrokenException e) {
            lost = true;
            throw e;
        }
    }

    @Override
    public Outcome run(Command command, Duration timeout) {
        return use(channel -> channel.run(command, timeout));
    }

    @Override
    public void put(InputStream data, long length, String file) {
        use(channel -> {
            channel.put(data, length, file);
            return file;
        });
    }

    @Override
    public Outcome fetch(String code, OutputStream into, Duration timeout, String wanted) {
        return use(channel -> channel.fetch(code, into, timeout, wanted));
    }

    @Override
    public LiveJob start(Command command) {
        return use(channel -> channel.start(command));
    }
}

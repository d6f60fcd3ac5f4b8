package io.kvmguest.boot;

import io.kvmguest.console.ConsoleLine;
import io.kvmguest.console.Ending;
import io.kvmguest.console.Tripwire;
import org.jspecify.annotations.Nullable;

/** Watches one console for the ends that a guest announces. Sees every line, so it must be quick. */
final class BootTripwire implements Tripwire {

    private static final String FIRST_MESSAGE = "Linux version ";

    private KernelClock clock = new KernelClock();

    @Override
    public synchronized @Nullable Ending check(ConsoleLine line) {
        String text = line.text();
        KernelLine kernel = KernelLine.find(text);
        if (kernel == null) {
            return checkPlain(text.strip());
        }
        if (kernel.micros() == 0 && kernel.text().startsWith(FIRST_MESSAGE)) {
            // The machine was reset from outside, and the clock began anew.
            clock = new KernelClock();
        }
        if (!clock.accept(kernel, line.at(), false)) {
            return null;
        }
        Ending ending = kernel(kernel.text());
        if (ending == null) {
            ending = emergency(Emergency.in(kernel.text()));
        }
        return ending == null ? emergency(Emergency.in(text.substring(0, kernel.start()))) : ending;
    }

    private @Nullable Ending checkPlain(String text) {
        if (!clock.hasTicked()) {
            // Without a stamp, two words alone are too little to believe that it is the kernel who says them.
            Ending ending = text.startsWith(BootReader.PANIC) || text.startsWith("reboot: ") ? kernel(text) : null;
            return ending == null ? emergency(firstEmergency(text)) : ending;
        }
        return emergency(Emergency.in(text));
    }

    private static @Nullable String firstEmergency(String text) {
        String meaning = Emergency.beforeKernel(text);
        return meaning == null ? Emergency.in(text) : meaning;
    }

    private static @Nullable Ending emergency(@Nullable String meaning) {
        return meaning == null ? null : new Ending(Ending.Kind.EMERGENCY, meaning);
    }

    private @Nullable Ending kernel(String message) {
        if (message.startsWith(BootReader.PANIC)) {
            String reason = message.substring(BootReader.PANIC.length()).replaceFirst("^:? *", "");
            return new Ending(Ending.Kind.PANIC, "the kernel panicked" + (reason.isEmpty() ? "" : ": " + reason));
        }
        String words = message.startsWith("reboot: ") ? message.substring("reboot: ".length()) : message;
        if (words.startsWith("Restarting system with command ")) {
            return restarted();
        }
        return switch (words) {
            case "Power down", "Power down." -> new Ending(Ending.Kind.POWER_OFF, "the guest powered itself off");
            case "System halted", "System halted." -> new Ending(Ending.Kind.POWER_OFF, "the guest halted");
            case "Restarting system", "Restarting system." -> restarted();
            default -> null;
        };
    }

    private Ending restarted() {
        clock = new KernelClock();
        return new Ending(Ending.Kind.RESET, "the guest restarted itself");
    }
}

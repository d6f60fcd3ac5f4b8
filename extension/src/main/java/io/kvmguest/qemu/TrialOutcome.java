package io.kvmguest.qemu;

import java.time.Duration;
import java.util.Locale;

/** What became of a guest that ran the {@link ProbeProgram}. */
sealed interface TrialOutcome {

    /** Returns it as what follows {@code /dev/kvm opens, }. */
    String describe();

    /** It has run to its end and computed the right answer. */
    record Passed(Duration time) implements TrialOutcome {
        @Override
        public String describe() {
            return "and a guest ran 33 million steps in long mode in " + seconds(time);
        }
    }

    /** It runs, and was not through when its time was over. */
    record Slow(int parts, Duration time) implements TrialOutcome {
        @Override
        public String describe() {
            return "but a guest in long mode crawls: in " + seconds(time) + " it did " + parts + " of "
                    + ProbeProgram.PARTS + " parts of what takes hardware a tenth of a second";
        }
    }

    /** QEMU has stopped it because KVM could not go on. */
    record Stopped(int parts, Duration time, String words) implements TrialOutcome {
        @Override
        public String describe() {
            return "but KVM gave up on a guest in long mode (" + words + "): in " + seconds(time) + " it did " + parts
                    + " of " + ProbeProgram.PARTS + " parts of what takes hardware a tenth of a second";
        }
    }

    /** It was not in long mode when the firmware's time was over. */
    record Silent(Duration time) implements TrialOutcome {
        @Override
        public String describe() {
            return "but a guest was not in long mode " + seconds(time) + " after power-on";
        }
    }

    /** It has computed something else. */
    record Wrong(String answer) implements TrialOutcome {
        @Override
        public String describe() {
            return "but a guest in long mode computed '" + answer + "' instead of '" + ProbeProgram.answer() + "'";
        }
    }

    /** QEMU did not start, or ended. */
    record Refused(String words) implements TrialOutcome {
        @Override
        public String describe() {
            return "but QEMU cannot use it: " + words;
        }
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1e3);
    }
}

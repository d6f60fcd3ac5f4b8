package io.kvmguest.qemu;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a QEMU binary. */
record QemuVersion(int major, int minor, int micro) implements Comparable<QemuVersion> {

    private static final Comparator<QemuVersion> ORDER = Comparator.comparingInt(QemuVersion::major)
            .thenComparingInt(QemuVersion::minor)
            .thenComparingInt(QemuVersion::micro);

    private static final Pattern BANNER = Pattern.compile("QEMU emulator version (\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

    /** Reads what {@code --version} prints: {@code QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)}. */
    static Optional<QemuVersion> parse(String banner) {
        Matcher matcher = BANNER.matcher(banner);
        return matcher.find()
                ? Optional.of(new QemuVersion(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
                : Optional.empty();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    boolean isAtLeast(int major, int minor) {
        return compareTo(new QemuVersion(major, minor, 0)) >= 0;
    }

    @Override
    public int compareTo(QemuVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}

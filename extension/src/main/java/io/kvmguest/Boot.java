package io.kvmguest;

/** How a guest comes to its root shell. */
public enum Boot {
    /**
     * It is a clone of a template: of a guest of the same wishes that was booted once, and saved when its root shell had
     * been proven. Where there can be no template, it is booted, and {@link io.kvmguest.boot.BootLog#origin()} says why.
     */
    TEMPLATE,
    /** It is booted, from power-on. */
    COLD
}

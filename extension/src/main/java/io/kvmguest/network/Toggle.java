package io.kvmguest.network;

/** Whether something is to be on or off, where a plan may also leave it as the system has it. */
public enum Toggle {
    /** On. */
    ON,
    /** Off. */
    OFF;

    boolean isOn() {
        return this == ON;
    }
}

package io.kvmguest.junit;

/** For how long tests share a guest that stands on their class. */
public enum Reset {
    /**
     * Each test method has a guest of its own, and nothing of what one does to it is seen by another: a clone of the guest as
     * it was when its root shell had been proven.
     */
    PER_METHOD,
    /** All methods of the class, and of its nested classes, share one, in the order in which they run. */
    PER_CLASS
}

package io.kvmguest.junit;

/** For how long tests share a guest. */
public enum Reset {
    /**
     * Each test method has a guest of its own, and nothing of what one does to it is seen by another: a clone of the guest as
     * it was when its root shell had been proven. If {@code @BeforeAll} asks for the guest, the methods' are clones of what it
     * has made of it.
     */
    PER_METHOD,
    /** All methods of the class, and of its nested classes, share one, in the order in which they run. */
    PER_CLASS,
    /**
     * All tests of the run share one, those of other classes included that ask for a guest of the same name and the same
     * wishes. If it is gone, the next class gets a new one.
     */
    NEVER
}

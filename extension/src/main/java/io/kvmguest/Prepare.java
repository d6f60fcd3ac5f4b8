package io.kvmguest;

/** Whether an image is prepared that does not log root in on its serial console. */
public enum Prepare {
    /** Never: a guest that does not get to a root shell fails with a message that says how to prepare its image. */
    NEVER,
    /**
     * When a guest's boot ends at a login prompt, or in silence: its image is prepared once, on an overlay that is kept in
     * the cache directory, and the guest is booted again. The image itself is not written to. This needs
     * {@code io.kvmguest:kvmguest-images} on the class path. The first boot has a quarter of the usual time unless a
     * boot timeout is given.
     */
    AUTO
}

/** The face that joins the floors: {@link io.kvmguest.Guest} and {@link io.kvmguest.GuestSpec}. */
@NullMarked
package io.kvmguest;

import org.jspecify.annotations.NullMarked;

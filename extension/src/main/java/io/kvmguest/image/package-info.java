/** Names an image, finds it, lays overlays on it, never writes to it. */
@NullMarked
package io.kvmguest.image;

import org.jspecify.annotations.NullMarked;

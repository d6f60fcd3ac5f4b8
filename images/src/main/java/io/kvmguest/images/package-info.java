/** Image recipes, the workshop that builds them, and the {@code kvmguest} command. */
@NullMarked
package io.kvmguest.images;

import org.jspecify.annotations.NullMarked;

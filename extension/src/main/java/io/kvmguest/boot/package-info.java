/** Reads a transcript as a boot: phases, durations, problems. */
@NullMarked
package io.kvmguest.boot;

import org.jspecify.annotations.NullMarked;

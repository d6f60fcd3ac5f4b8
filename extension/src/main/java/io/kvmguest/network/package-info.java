/** Segments, links and their faults: the Ethernet between guests. */
@NullMarked
package io.kvmguest.network;

import org.jspecify.annotations.NullMarked;

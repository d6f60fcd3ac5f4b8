/** Accelerator probe, command line, QMP, the process and its reaper. */
@NullMarked
package io.kvmguest.qemu;

import org.jspecify.annotations.NullMarked;

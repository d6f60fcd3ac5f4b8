/** A serial line in, a positioned transcript out: lines, marks, expectations. Knows no QEMU and no JUnit. */
@NullMarked
package io.kvmguest.console;

import org.jspecify.annotations.NullMarked;

/** Drives a console to a proven root shell; framed commands, files in and out. */
@NullMarked
package io.kvmguest.shell;

import org.jspecify.annotations.NullMarked;

/** What is left behind for people. */
@NullMarked
package io.kvmguest.report;

import org.jspecify.annotations.NullMarked;

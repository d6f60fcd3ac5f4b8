/** Annotations and the extension; nothing else imports JUnit. */
@NullMarked
package io.kvmguest.junit;

import org.jspecify.annotations.NullMarked;

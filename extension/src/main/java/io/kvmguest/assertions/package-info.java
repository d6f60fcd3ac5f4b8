/** AssertJ assertions for guests, boots, consoles, commands and root shells. */
@NullMarked
package io.kvmguest.assertions;

import org.jspecify.annotations.NullMarked;

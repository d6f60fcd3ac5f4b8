/**
 * What a network configurator has to stand: a contract of checks, each on fresh guests, with proofs on the wire.
 *
 * <p>{@link io.kvmguest.contract.NetworkCheck} is one of them. The JUnit form is
 * {@code io.kvmguest.junit.NetworkConfiguratorContract}.
 */
@NullMarked
package io.kvmguest.contract;

import org.jspecify.annotations.NullMarked;

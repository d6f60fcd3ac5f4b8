package io.kvmguest.qemu;

import java.util.Map;

/**
 * An event such as {@code SHUTDOWN} or {@code RESET}.
 *
 * @param name its name
 * @param data its data, as JSON values
 */
public record QmpEvent(String name, Map<String, Object> data) {}

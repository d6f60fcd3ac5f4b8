package io.kvmguest.console;

import java.time.Duration;

/**
 * One line as a reader sees it: escape sequences stripped, line ending removed.
 *
 * @param offset where its first raw byte lies in the transcript
 * @param at host time between power-on and the arrival of its first byte
 * @param text the line, decoded as UTF-8 (a byte that is not UTF-8 is kept as U+FFFD here and exactly in the transcript)
 * @param complete whether its line ending has arrived
 */
public record ConsoleLine(long offset, Duration at, String text, boolean complete) {}

package io.kvmguest.shell;

import io.kvmguest.console.Mark;
import java.time.Duration;

/**
 * A root shell, proven.
 *
 * @param shell the shell
 * @param prompt where the prompt begins in the transcript at which the shell was found
 * @param proven behind what proves it
 * @param after host time from power-on to the proof
 */
public record RootShellReady(RootShell shell, Mark prompt, Mark proven, Duration after) implements Login {}

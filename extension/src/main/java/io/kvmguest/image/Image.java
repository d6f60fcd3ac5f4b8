package io.kvmguest.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An image as it lies on disk: what is booted, and how. Never written to.
 *
 * @param name what messages call it, such as {@code debian-12}
 * @param disk the disk, if it has one
 * @param diskFormat {@code qcow2} or {@code raw}; {@code ""} without a disk
 * @param kernel the kernel that QEMU loads directly, or empty when the disk boots itself
 * @param initrd the initramfs that goes with the kernel
 * @param append the kernel's command line, used with {@code kernel} only
 * @param memory how much memory a guest of it gets unless told otherwise, such as {@code 256M}
 * @param digest a digest that changes when any of its files does; {@code ""} when not known
 */
public record Image(
        String name,
        Optional<Path> disk,
        String diskFormat,
        Optional<Path> kernel,
        Optional<Path> initrd,
        String append,
        String memory,
        String digest) {}

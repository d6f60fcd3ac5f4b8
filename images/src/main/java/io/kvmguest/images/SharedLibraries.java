package io.kvmguest.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a program of an unpacked system needs to run: the loader and the libraries that its ELF file names ("System V
 * Application Binary Interface", chapters 4 and 5), and those that they name. Nothing is run for it.
 */
final class SharedLibraries {

    private static final List<String> DIRECTORIES =
            List.of("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "lib", "usr/lib");

    private static final int PROGRAM_LOAD = 1;
    private static final int PROGRAM_DYNAMIC = 2;
    private static final int PROGRAM_INTERPRETER = 3;

    private static final int DYNAMIC_NEEDED = 1;
    private static final int DYNAMIC_STRINGS = 5;

    private static final int MOST_LINKS = 16;

    private final Path tree;

    SharedLibraries(Path tree) {
        this.tree = tree;
    }

    /**
     * Returns a program and what it needs: where each lies in the guest, without the leading slash, and its file here.
     *
     * @throws WorkshopException if there is no such program, or a library of it is missing
     */
    Map<String, Path> of(String program) throws IOException {
        Path file = resolve(program)
                .orElseThrow(() ->
                        new WorkshopException("No package brings the program '" + program + "' of programs.txt."));
        Map<String, Path> files = new LinkedHashMap<>();
        add(program, file, files);
        return files;
    }

    private void add(String path, Path file, Map<String, Path> files) throws IOException {
        if (files.putIfAbsent(path, file) != null) {
            return;
        }
        byte[] content = Files.readAllBytes(file);
        if (!isElf(content)) {
            return;
        }
        Elf elf = new Elf(content);
        Optional<String> loader = elf.interpreter();
        if (loader.isPresent()) {
            String name = loader.get().substring(1);
            add(name, resolve(name).orElseThrow(() -> missing(path, name)), files);
        }
        for (String library : elf.needed()) {
            String found = DIRECTORIES.stream()
                    .map(directory -> directory + "/" + library)
                    .filter(candidate -> resolve(candidate).isPresent())
                    .findFirst()
                    .orElseThrow(() -> missing(path, library));
            add(found, resolve(found).orElseThrow(), files);
        }
    }

    private static WorkshopException missing(String path, String library) {
        return new WorkshopException("'" + path + "' needs '" + library + "', which no package brings.");
    }

    /** Follows links as the guest would: an absolute one begins at the tree, not at this host's root. */
    private Optional<Path> resolve(String path) {
        Path file = tree.resolve(path);
        try {
            for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(file); i++) {
                Path target = Files.readSymbolicLink(file);
                file = target.isAbsolute()
                        ? tree.resolve(target.toString().substring(1))
                        : file.resolveSibling(target).normalize();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Files.isRegularFile(file) && file.startsWith(tree) ? Optional.of(file) : Optional.empty();
    }

    private static boolean isElf(byte[] content) {
        // 64 bits, little-endian: what an amd64 package holds.
        return content.length > 64
                && ByteBuffer.wrap(content).getInt() == 0x7f454c46
                && content[4] == 2
                && content[5] == 1;
    }

    /** The parts of an ELF file that the loader reads. */
    private static final class Elf {
        private final ByteBuffer file;
        private final int programs;
        private final int programSize;
        private final int programCount;

        Elf(byte[] content) {
            file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            programs = (int) file.getLong(32);
            programSize = file.getShort(54);
            programCount = file.getShort(56);
        }

        Optional<String> interpreter() {
            return headers(PROGRAM_INTERPRETER).stream()
                    .map(header -> text(offset(header)))
                    .findFirst();
        }

        List<String> needed() {
            List<Long> names = new ArrayList<>();
            long strings = 0;
            for (int header : headers(PROGRAM_DYNAMIC)) {
                int end = offset(header) + (int) file.getLong(header + 32);
                for (int at = offset(header); at < end; at += 16) {
                    if (file.getLong(at) == DYNAMIC_NEEDED) {
                        names.add(file.getLong(at + 8));
                    } else if (file.getLong(at) == DYNAMIC_STRINGS) {
                        strings = file.getLong(at + 8);
                    }
                }
            }
            int table = names.isEmpty() ? 0 : offsetOfAddress(strings);
            return names.stream().map(name -> text(table + name.intValue())).toList();
        }

        private List<Integer> headers(int type) {
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < programCount; i++) {
                int header = programs + i * programSize;
                if (file.getInt(header) == type) {
                    found.add(header);
                }
            }
            return found;
        }

        private int offset(int header) {
            return (int) file.getLong(header + 8);
        }

        private int offsetOfAddress(long address) {
            for (int header : headers(PROGRAM_LOAD)) {
                long start = file.getLong(header + 16);
                if (address >= start && address < start + file.getLong(header + 32)) {
                    return (int) (address - start) + offset(header);
                }
            }
            throw new IllegalStateException("an ELF file has its strings outside of its segments");
        }

        private String text(int at) {
            int end = at;
            while (file.get(end) != 0) {
                end++;
            }
            return new String(file.array(), at, end - at, StandardCharsets.UTF_8);
        }
    }
}

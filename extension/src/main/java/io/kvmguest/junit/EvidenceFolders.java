package io.kvmguest.junit;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Says where the evidence of a guest goes: {@code <base>/<TestClass>[/<invocation>][/<method>[-<invocation>]]/<guest>}.
 * The class is named without its package, unless another one of the run has that name already.
 */
final class EvidenceFolders {

    private static final Pattern CLASS_INVOCATION = Pattern.compile("\\[class-template-invocation:#(\\d+)]");
    private static final Pattern METHOD_INVOCATION = Pattern.compile("\\[test-template-invocation:#(\\d+)]$");

    private final Path base;
    private final Map<Path, Object> owners = new ConcurrentHashMap<>();

    EvidenceFolders(Path base) {
        this.base = base;
    }

    /** Returns the folder for the guests that a context starts. */
    Path of(ExtensionContext context) {
        Path folder = ofClass(Members.chain(context));
        Matcher invocation = CLASS_INVOCATION.matcher(context.getUniqueId());
        while (invocation.find()) {
            folder = folder.resolve(invocation.group(1));
        }
        if (context.getTestMethod().isPresent()) {
            folder = ofMethod(folder, context.getTestMethod().get(), context.getUniqueId());
        }
        return folder;
    }

    /** Removes the evidence that an earlier run left in a guest's folder: a failure of yesterday is none of today. */
    static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> content = Files.list(folder)) {
                for (Path each : content.filter(Files::isRegularFile).toList()) {
                    Files.delete(each);
                }
            }
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException e) {
                // a method of the guest's name has its own folders there
            }
        }
    }

    private Path ofClass(List<Class<?>> chain) {
        Class<?> outermost = chain.get(0);
        Path folder = claimed(base.resolve(outermost.getSimpleName()), outermost)
                ? base.resolve(outermost.getSimpleName())
                : base.resolve(outermost.getName());
        for (Class<?> nested : chain.subList(1, chain.size())) {
            folder = folder.resolve(nested.getSimpleName());
        }
        return folder;
    }

    private Path ofMethod(Path folder, Method method, String uniqueId) {
        Path named = folder.resolve(method.getName());
        if (!claimed(named, method)) { // an overloaded one
            named = folder.resolve(Stream.of(method.getParameterTypes())
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(",", method.getName() + "(", ")")));
        }
        Matcher invocation = METHOD_INVOCATION.matcher(uniqueId);
        return invocation.find() ? named.resolveSibling(named.getFileName() + "-" + invocation.group(1)) : named;
    }

    private boolean claimed(Path folder, Object owner) {
        return owners.computeIfAbsent(folder, key -> owner).equals(owner);
    }
}

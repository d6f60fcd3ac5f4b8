package io.kvmguest.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Finds and opens the scopes of contexts. */
final class Scopes {

    /** A store also finds what lies in those of its parents, so a key says whose scope is meant. */
    private record Key(String uniqueId) {}

    /** Returns the innermost scope that a context is in, or null if nothing was started. */
    static @Nullable GuestScope around(ExtensionContext context) {
        for (ExtensionContext each = context;
                each != null;
                each = each.getParent().orElse(null)) {
            GuestScope scope = of(each);
            if (scope != null) {
                return scope;
            }
        }
        return null;
    }

    /** Returns the scope of exactly this context, or null if it has started nothing. */
    static @Nullable GuestScope of(ExtensionContext context) {
        return context.getStore(KvmGuestExtension.NAMESPACE).get(new Key(context.getUniqueId()), GuestScope.class);
    }

    /** Starts what is wanted for the class, or the invocation of a class template, of a context. */
    static void enterClass(ExtensionContext context, KvmGuestExtension asking) throws Exception {
        Class<?> testClass = context.getRequiredTestClass();
        List<Declaration> wanted = new ArrayList<>(Declarations.on(testClass));
        String place = Members.of(testClass);
        extensions(testClass, null).forEach(each -> wanted.addAll(each.declarations(place)));
        context.getTestInstance().ifPresent(instance -> extensions(testClass, instance)
                .forEach(each -> wanted.addAll(each.declarations(place))));
        wanted.addAll(asking.declarations(place));
        GuestScope around = around(context);
        if (around != null && around.isAroundMethodGuests()) {
            scope(context, around).enterNested();
        }
        declare(context, NetworkDeclarations.on(testClass));
        start(context, wanted);
    }

    /** Starts what is wanted for a test method alone. */
    static void enterMethod(ExtensionContext context, KvmGuestExtension asking) throws Exception {
        Class<?> testClass = context.getRequiredTestClass();
        List<Declaration> wanted = new ArrayList<>(Declarations.on(context.getRequiredTestMethod(), testClass));
        String place = Members.of(context);
        context.getTestInstances().map(TestInstances::getAllInstances).orElse(List.of()).stream()
                .flatMap(instance -> extensions(instance.getClass(), instance))
                .forEach(each -> wanted.addAll(each.declarations(place)));
        wanted.addAll(asking.declarations(place));
        GuestScope around = around(context);
        if (around != null && around.hasNetworks()) {
            scope(context, around).beginMethod();
        }
        declare(context, NetworkDeclarations.on(context.getRequiredTestMethod(), testClass));
        if (around != null && around.isAroundMethodGuests()) {
            scope(context, around).startForMethod();
        }
        start(context, wanted);
    }

    private static void declare(ExtensionContext context, List<NetworkDeclaration> networks) {
        if (!networks.isEmpty()) {
            scope(context, around(context)).networks().declare(networks);
        }
    }

    private static GuestScope scope(ExtensionContext context, @Nullable GuestScope around) {
        return context.getStore(KvmGuestExtension.NAMESPACE)
                .getOrComputeIfAbsent(
                        new Key(context.getUniqueId()), key -> new GuestScope(context, around), GuestScope.class);
    }

    private static void start(ExtensionContext context, List<Declaration> wanted) throws Exception {
        GuestScope around = around(context);
        List<Declaration> fresh = wanted.stream()
                .distinct()
                .filter(each -> around == null || !around.knows(each.source()))
                .toList();
        if (!fresh.isEmpty()) {
            scope(context, around).start(fresh);
        }
    }

    /**
     * Returns the extensions in the fields of an instance, or in static ones if it is null: found here, they start side
     * by side; left to their own callbacks, one after another.
     */
    private static Stream<KvmGuestExtension> extensions(Class<?> type, @Nullable Object instance) {
        List<Field> fields = AnnotationSupport.findAnnotatedFields(
                type,
                RegisterExtension.class,
                field -> Modifier.isStatic(field.getModifiers()) == (instance == null),
                HierarchyTraversalMode.TOP_DOWN);
        return fields.stream()
                .flatMap(field -> ReflectionSupport.tryToReadFieldValue(field, instance).toOptional().stream())
                .filter(KvmGuestExtension.class::isInstance)
                .map(KvmGuestExtension.class::cast);
    }

    private Scopes() {}
}

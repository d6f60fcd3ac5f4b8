package io.kvmguest.junit;

import io.kvmguest.junit.Injection.Holder;
import io.kvmguest.junit.Injection.Question;
import io.kvmguest.junit.Injection.UnansweredException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Fills fields that carry {@link InGuest} or {@link OnNetwork}. */
final class FieldInjection {

    /**
     * Makes sure that the fields of a class can be filled at all.
     *
     * @throws ExtensionConfigurationException if one cannot
     */
    static void requireFillable(Class<?> testClass) {
        boolean template = Members.isTemplate(testClass);
        for (Field field : fields(testClass)) {
            Injection.mismatch(
                            field.getType(),
                            guest(field).isPresent(),
                            network(field).isPresent())
                    .ifPresent(mismatch -> {
                        throw trouble(field, mismatch);
                    });
            if (Modifier.isFinal(field.getModifiers())) {
                throw trouble(
                        field,
                        "a field with " + (guest(field).isPresent() ? "@InGuest" : "@OnNetwork")
                                + " must not be final");
            }
            if (template && isStatic(field)) {
                throw trouble(
                        field,
                        "a static field cannot hold a guest of a @ParameterizedClass, which starts one for each of its"
                                + " invocations: make it an instance field");
            }
        }
    }

    /** Fills the static fields of a class. */
    static void fillStatic(Class<?> testClass, ExtensionContext context) {
        for (Field field : fields(testClass)) {
            if (isStatic(field)) {
                fill(field, null, testClass, context);
            }
        }
    }

    /** Fills the fields of an instance. */
    static void fill(Object instance, ExtensionContext context) {
        for (Field field : fields(instance.getClass())) {
            if (!isStatic(field)) {
                fill(field, instance, instance.getClass(), context);
            }
        }
    }

    /**
     * Fills the fields of an instance before any test method runs: those that mean the guest of a method have to wait for
     * it. They are filled for {@code @BeforeAll}, and for each method once more.
     */
    static void fillWhatIsThere(Object instance, ExtensionContext context) {
        Holder holder = Members.hasBeforeAll(instance.getClass()) ? Holder.FOR_A_WHILE : Holder.FOR_THE_CLASS;
        for (Field field : fields(instance.getClass())) {
            if (!isStatic(field)) {
                try {
                    set(field, instance, value(field, instance.getClass(), holder, context));
                } catch (UnansweredException e) {
                    // said by fill(), if it is still so when a test runs
                }
            }
        }
    }

    private static void fill(Field field, @Nullable Object instance, Class<?> testClass, ExtensionContext context) {
        try {
            Holder holder = isStatic(field) ? Holder.FOR_THE_CLASS : Holder.FOR_A_WHILE;
            set(field, instance, value(field, testClass, holder, context));
        } catch (UnansweredException e) {
            throw trouble(field, e.getMessage());
        }
    }

    private static Object value(Field field, Class<?> testClass, Holder holder, ExtensionContext context)
            throws UnansweredException {
        return Injection.value(
                new Question(
                        field.getType(), guest(field).orElse(""), network(field).orElse(""), testClass, holder),
                context);
    }

    private static void set(Field field, @Nullable Object instance, Object value) {
        try {
            field.setAccessible(true);
            field.set(instance, value);
        } catch (IllegalAccessException | RuntimeException e) {
            throw new ExtensionConfigurationException(message(field, "cannot be set: " + e.getMessage()), e);
        }
    }

    private static List<Field> fields(Class<?> testClass) {
        return ReflectionSupport.findFields(
                testClass,
                field -> guest(field).isPresent() || network(field).isPresent(),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static Optional<String> guest(Field field) {
        return Optional.ofNullable(field.getAnnotation(InGuest.class)).map(InGuest::value);
    }

    private static Optional<String> network(Field field) {
        return Optional.ofNullable(field.getAnnotation(OnNetwork.class)).map(OnNetwork::value);
    }

    private static boolean isStatic(Field field) {
        return Modifier.isStatic(field.getModifiers());
    }

    private static ExtensionConfigurationException trouble(Field field, @Nullable String what) {
        return new ExtensionConfigurationException(message(field, what));
    }

    private static String message(Field field, @Nullable String what) {
        return Members.of(field) + " (" + field.getType().getSimpleName() + "): " + what;
    }

    private FieldInjection() {}
}

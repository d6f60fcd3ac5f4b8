package io.kvmguest.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What classes and their members are called in messages, and what kind of class one is. */
final class Members {

    /** Returns a class's name as its author would say it: {@code RoutingTest}, {@code RoutingTest.WithLoss}. */
    static String of(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        boolean inner = outer != null && type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        return inner ? of(outer) + "." + type.getSimpleName() : type.getSimpleName();
    }

    static String of(Field field) {
        return of(field.getDeclaringClass()) + "." + field.getName();
    }

    static String of(Executable executable) {
        return executable instanceof Constructor<?>
                ? "the constructor of " + of(executable.getDeclaringClass())
                : of(executable.getDeclaringClass()) + "." + executable.getName() + "()";
    }

    /** Returns the place that a context stands for. */
    static String of(ExtensionContext context) {
        String type = context.getTestClass().map(Members::of).orElse("");
        return context.getTestMethod()
                .map(method -> type + "." + method.getName() + "()")
                .orElse(type);
    }

    /** Returns the test classes around a context, outermost first, its own class last. */
    static List<Class<?>> chain(ExtensionContext context) {
        List<Class<?>> chain = new ArrayList<>(context.getEnclosingTestClasses());
        context.getTestClass().ifPresent(chain::add);
        return chain;
    }

    /** Returns whether a class runs once for each of its invocations, as a {@code @ParameterizedClass} does. */
    static boolean isTemplate(Class<?> testClass) {
        return AnnotationSupport.isAnnotated(testClass, ClassTemplate.class);
    }

    /**
     * Returns how many times test methods of a class and its nested classes run, if that is known before they do: those with
     * arguments, and repeated ones, say so too late.
     */
    static Optional<Integer> testMethods(Class<?> testClass) {
        if (!methods(testClass, TestTemplate.class).isEmpty()) {
            return Optional.empty();
        }
        int count = methods(testClass, Test.class).size()
                + methods(testClass, TestFactory.class).size();
        for (Class<?> nested : ReflectionSupport.findNestedClasses(
                testClass, each -> AnnotationSupport.isAnnotated(each, Nested.class))) {
            Optional<Integer> more = isTemplate(nested) ? Optional.empty() : testMethods(nested);
            if (more.isEmpty()) {
                return more;
            }
            count += more.get();
        }
        return Optional.of(count);
    }

    /** Returns whether a class has code that runs once for all its methods. */
    static boolean hasBeforeAll(Class<?> testClass) {
        return !methods(testClass, BeforeAll.class).isEmpty();
    }

    private static List<Method> methods(Class<?> testClass, Class<? extends Annotation> annotation) {
        return AnnotationSupport.findAnnotatedMethods(testClass, annotation, HierarchyTraversalMode.TOP_DOWN);
    }

    private Members() {}
}

package io.kvmguest.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds annotations of a kind that may be repeated: direct ones, and those on other annotations.
 *
 * <p>JUnit's own search takes two equal ones for one, and two equal guests are a mistake that has to be named.
 */
final class Annotated<A extends Annotation, C extends Annotation> {

    private final Class<A> type;
    private final Class<C> container;
    private final Function<C, A[]> contained;

    /**
     * @param container what the compiler puts several of them in
     */
    Annotated(Class<A> type, Class<C> container, Function<C, A[]> contained) {
        this.type = type;
        this.container = container;
        this.contained = contained;
    }

    /** Returns those of an element, but none that it inherits. */
    List<A> of(AnnotatedElement element) {
        List<A> found = new ArrayList<>();
        search(element, found, new HashSet<>());
        return found;
    }

    private void search(AnnotatedElement element, List<A> found, Set<Class<?>> visited) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            if (type.isInstance(annotation)) {
                found.add(type.cast(annotation));
            } else if (container.isInstance(annotation)) {
                found.addAll(List.of(contained.apply(container.cast(annotation))));
            } else if (visited.add(annotation.annotationType())) {
                search(annotation.annotationType(), found, visited);
            }
        }
    }

    /** Returns a class and all that it inherits from, the most general first. */
    static List<Class<?>> lineage(Class<?> type) {
        List<Class<?>> lineage = new ArrayList<>();
        Class<?> parent = type.getSuperclass();
        if (parent != null) {
            lineage.addAll(lineage(parent));
        }
        for (Class<?> each : type.getInterfaces()) {
            lineage.addAll(lineage(each));
        }
        lineage.add(type);
        return lineage;
    }
}

package io.kvmguest.assertions;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something in a guest that is looked for by its name, such as an interface or a route.
 *
 * @param kind what it is, such as {@code interface}
 * @param name which one
 * @param question what the guest is asked
 * @param candidates those in the answer that bear the name
 * @param describe what a message says of one of them
 * @param instead what was found where there is none
 * @param <A> the answer
 * @param <I> an item of it
 */
record Thing<A, I>(
        String kind,
        String name,
        Question<A> question,
        Function<A, List<I>> candidates,
        Function<I, List<String>> describe,
        Function<A, List<String>> instead) {

    /** Returns the same thing, asked for by another question. */
    Thing<A, I> askedBy(Question<A> other) {
        return new Thing<>(kind, name, other, candidates, describe, instead);
    }

    boolean existsIn(A answer) {
        return !candidates.apply(answer).isEmpty();
    }

    /** Returns whether one and the same item has all these traits. */
    boolean existsIn(A answer, List<Trait<I>> traits) {
        return having(answer, traits).findAny().isPresent();
    }

    /** Returns the first item that has all these traits. */
    @Nullable I first(A answer, List<Trait<I>> traits) {
        return having(answer, traits).findFirst().orElse(null);
    }

    private Stream<I> having(A answer, List<Trait<I>> traits) {
        return candidates.apply(answer).stream()
                .filter(item -> traits.stream().allMatch(trait -> trait.of().test(item)));
    }

    List<String> describe(A answer) {
        return candidates.apply(answer).stream()
                .flatMap(item -> describe.apply(item).stream())
                .toList();
    }

    /** A property of an item, in words, and the test for it. */
    record Trait<I>(String words, Predicate<? super I> of) {}
}

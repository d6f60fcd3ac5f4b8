package io.kvmguest.assertions;

import io.kvmguest.assertions.Thing.Trait;
import io.kvmguest.shell.RootShell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on one thing in a guest. All that is asserted of it has to hold in one answer of the guest: without
 * {@code within}, in the answer that proved its existence.
 */
abstract class AbstractThingAssert<SELF extends AbstractThingAssert<SELF, A, I>, A, I>
        extends AbstractGuestAssert<SELF, RootShell> {

    private final RootShellAssert shell;
    private final List<Trait<I>> traits = new ArrayList<>();
    private Thing<A, I> thing;
    private boolean askAgain;

    /** {@code null} if its existence was asserted softly and failed: it has been reported, and nothing more is. */
    private @Nullable A answer;

    AbstractThingAssert(RootShellAssert shell, @Nullable RootShell actual, Class<?> selfType, Thing<A, I> thing) {
        super(actual, selfType);
        this.shell = shell;
        this.thing = thing;
        collectInto(shell.softly());
        info.description(shell.info.description());
        info.overridingErrorMessage(shell.info.overridingErrorMessage());
    }

    /** Goes back to the shell, to assert something else within the same time. */
    public final RootShellAssert and() {
        return shell;
    }

    final SELF verifyExistence() {
        try {
            A last = shell.ask(thing.question(), thing::existsIn);
            if (!thing.existsIn(last)) {
                throw assertionError(ShellErrors.shouldHave(shell.subject(), shell.patience(), thing, last));
            }
            answer = last;
        } catch (AssertionError e) {
            answer = null;
            report(e);
        }
        return myself;
    }

    /** Asserts one more trait. */
    final SELF having(String words, Predicate<? super I> predicate) {
        A last = answer;
        if (last == null) {
            return myself;
        }
        traits.add(new Trait<>(words, predicate));
        try {
            if (askAgain || !shell.patience().isNone()) {
                askAgain = false;
                last = shell.ask(thing.question(), a -> thing.existsIn(a, traits));
                answer = last;
            }
            if (!thing.existsIn(last, traits)) {
                throw assertionError(
                        thing.existsIn(last)
                                ? ShellErrors.shouldHaveTraits(shell.subject(), shell.patience(), thing, traits, last)
                                : ShellErrors.shouldHave(shell.subject(), shell.patience(), thing, last));
            }
        } catch (AssertionError e) {
            report(e);
            // Reported once; what is asserted next is judged for itself.
            traits.remove(traits.size() - 1);
        }
        return myself;
    }

    /** Lets the next trait be judged by a question that tells more. */
    final void learnBy(Question<A> question) {
        thing = thing.askedBy(question);
        askAgain = true;
    }

    /** Returns the first item that has all traits so far, or {@code null} if that has been reported as missing. */
    final @Nullable I item() {
        return answer == null ? null : thing.first(answer, traits);
    }
}

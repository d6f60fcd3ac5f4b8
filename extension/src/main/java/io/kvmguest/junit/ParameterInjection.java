package io.kvmguest.junit;

import io.kvmguest.junit.Injection.Holder;
import io.kvmguest.junit.Injection.Question;
import io.kvmguest.junit.Injection.UnansweredException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Answers the parameters of constructors, test methods and lifecycle methods. */
final class ParameterInjection {

    static boolean concerns(ParameterContext parameter) {
        return Injection.isInjectable(parameter.getParameter().getType())
                || parameter.isAnnotated(InGuest.class)
                || parameter.isAnnotated(OnNetwork.class);
    }

    /**
     * Returns the value of a parameter.
     *
     * @throws ParameterResolutionException if no guest answers it
     */
    static Object resolve(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        String guest =
                parameter.findAnnotation(InGuest.class).map(InGuest::value).orElse("");
        String network =
                parameter.findAnnotation(OnNetwork.class).map(OnNetwork::value).orElse("");
        try {
            Optional<String> mismatch = Injection.mismatch(
                    type, parameter.isAnnotated(InGuest.class), parameter.isAnnotated(OnNetwork.class));
            if (mismatch.isPresent()) {
                throw new UnansweredException(mismatch.get());
            }
            // A constructor that runs before any test method makes the instance for all of them.
            boolean shared = parameter.getDeclaringExecutable() instanceof Constructor<?>
                    && context.getTestMethod().isEmpty();
            Holder holder = shared ? Holder.FOR_THE_CLASS : Holder.FOR_A_WHILE;
            return Injection.value(new Question(type, guest, network, owner(parameter, context), holder), context);
        } catch (UnansweredException e) {
            throw new ParameterResolutionException(
                    "Parameter " + (parameter.getIndex() + 1) + " (" + type.getSimpleName() + ") of "
                            + Members.of(parameter.getDeclaringExecutable()) + ": " + e.getMessage());
        }
    }

    /** Returns the test class in whose name the parameter is asked for, or null for the test method itself. */
    private static @Nullable Class<?> owner(ParameterContext parameter, ExtensionContext context) {
        Executable executable = parameter.getDeclaringExecutable();
        if (context.getTestMethod().filter(executable::equals).isPresent()) {
            return null;
        }
        List<Class<?>> chain = Members.chain(context);
        Optional<Object> target = parameter.getTarget();
        for (int i = chain.size() - 1; i >= 0; i--) {
            Class<?> each = chain.get(i);
            if (target.isPresent()
                    ? each.isInstance(target.get())
                    : executable.getDeclaringClass().isAssignableFrom(each)) {
                return each;
            }
        }
        return executable.getDeclaringClass();
    }

    private ParameterInjection() {}
}

package io.kvmguest.junit;

import io.kvmguest.Guest;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.image.NearMiss;
import io.kvmguest.shell.RootShell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides which guest answers a parameter or a field, and what it is given. */
final class Injection {

    /** A parameter or field that cannot be answered; the message lacks only whose it is. */
    static final class UnansweredException extends Exception {
        UnansweredException(String message) {
            super(message);
        }
    }

    private static final Map<Class<?>, Function<RunningGuest, Object>> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put(Guest.class, RunningGuest::guest);
        VALUES.put(RootShell.class, RunningGuest::shell);
        VALUES.put(SerialConsole.class, RunningGuest::console);
        VALUES.put(BootLog.class, RunningGuest::bootLog);
    }

    static boolean isInjectable(Class<?> type) {
        return VALUES.containsKey(type);
    }

    /** Returns why {@code @InGuest} does not go with a type. */
    static String notInjectable(Class<?> type) {
        return "@InGuest goes with "
                + list(VALUES.keySet().stream().map(Class::getSimpleName).toList(), "or") + ", not with "
                + type.getSimpleName();
    }

    /**
     * Returns the value for a member.
     *
     * @param type an injectable type
     * @param name the guest it names, or {@code ""}
     * @param testClass the test class whose member it is, or null for the test method itself
     */
    static Object value(Class<?> type, String name, @Nullable Class<?> testClass, ExtensionContext context)
            throws UnansweredException {
        GuestScope scope = Scopes.around(context);
        List<StartedGuest> visible = scope == null ? List.of() : scope.visible();
        StartedGuest guest =
                name.isEmpty() ? only(candidates(scope, testClass), context) : named(name, visible, context);
        Function<RunningGuest, Object> value = VALUES.get(type);
        if (value == null) {
            throw new UnansweredException(notInjectable(type));
        }
        return value.apply(guest.running());
    }

    /**
     * Returns the guests of which a member without a name may mean the only one. A member of a class means a guest of
     * that class or of those around it, whichever test runs; where these have none, a guest of the method.
     */
    private static List<StartedGuest> candidates(@Nullable GuestScope scope, @Nullable Class<?> testClass) {
        if (scope == null) {
            return List.of();
        }
        if (testClass == null) {
            return scope.visible();
        }
        List<Class<?>> chain = Members.chain(scope.context());
        List<StartedGuest> ofClasses = new ArrayList<>();
        for (StartedGuest each : scope.visible()) {
            ExtensionContext home = each.home().context();
            Class<?> owner = home.getRequiredTestClass();
            boolean around = chain.indexOf(owner) <= chain.indexOf(testClass) || !chain.contains(testClass);
            if (home.getTestMethod().isEmpty() && around) {
                ofClasses.add(each);
            }
        }
        return ofClasses.isEmpty() ? scope.visible() : ofClasses;
    }

    private static StartedGuest only(List<StartedGuest> candidates, ExtensionContext context)
            throws UnansweredException {
        if (candidates.isEmpty()) {
            throw new UnansweredException(nothingRuns(context));
        }
        if (candidates.size() > 1) {
            throw new UnansweredException("which guest? There are " + names(candidates, "and") + ": add "
                    + list(
                            candidates.stream()
                                    .map(each -> "@InGuest(\"" + each.name() + "\")")
                                    .toList(),
                            "or"));
        }
        return candidates.get(0);
    }

    private static StartedGuest named(String name, List<StartedGuest> visible, ExtensionContext context)
            throws UnansweredException {
        Optional<StartedGuest> found =
                visible.stream().filter(each -> each.name().equals(name)).findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        if (visible.isEmpty()) {
            throw new UnansweredException(nothingRuns(context));
        }
        String guess = NearMiss.of(
                        name, visible.stream().map(StartedGuest::name).toList())
                .map(near -> " Did you mean '" + near + "'?")
                .orElse("");
        throw new UnansweredException("there is no guest '" + name + "'." + guess + " There "
                + (visible.size() == 1 ? "is " : "are ") + names(visible, "and"));
    }

    private static String nothingRuns(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        GuestScope scope = Scopes.around(context);
        if (scope != null && !scope.perMethod().isEmpty()) {
            return "each test method has a guest of its own (reset = PER_METHOD), and here is none of them: use"
                    + " @BeforeEach and instance fields, or reset = PER_CLASS";
        }
        if (context.getTestMethod().isPresent()) {
            return "no guest runs here: put @KvmGuest on " + Members.of(testClass) + " or on "
                    + context.getRequiredTestMethod().getName() + "()";
        }
        return Members.isTemplate(testClass)
                ? "no guest runs yet: those of a @ParameterizedClass start for each of its invocations, after @BeforeAll"
                : "no guest runs for the whole class: put @KvmGuest on " + Members.of(testClass);
    }

    private static String names(List<StartedGuest> guests, String conjunction) {
        return list(guests.stream().map(each -> "'" + each.name() + "'").toList(), conjunction);
    }

    private static String list(List<String> words, String conjunction) {
        int last = words.size() - 1;
        return last == 0
                ? words.get(0)
                : words.subList(0, last).stream().collect(Collectors.joining(", ")) + " " + conjunction + " "
                        + words.get(last);
    }

    private Injection() {}
}

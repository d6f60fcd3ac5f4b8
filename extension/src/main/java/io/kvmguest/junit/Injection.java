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
import java.util.stream.Stream;
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

    /** How long what holds a guest outlives the test method that runs. */
    enum Holder {
        /** A parameter of a method, or a field that is filled anew for each test method. */
        FOR_A_WHILE,
        /** A static field, or an instance that several test methods share. */
        FOR_THE_CLASS
    }

    /** A guest that may be meant. */
    private interface Candidate {

        String name();

        GuestScope home();

        RunningGuest take() throws UnansweredException;
    }

    private record Started(StartedGuest guest) implements Candidate {

        @Override
        public String name() {
            return guest.name();
        }

        @Override
        public GuestScope home() {
            return guest.home();
        }

        @Override
        public RunningGuest take() {
            return guest.running();
        }
    }

    private record OfClass(MethodGuests guests) implements Candidate {

        @Override
        public String name() {
            return guests.declaration().name();
        }

        @Override
        public GuestScope home() {
            return guests.home();
        }

        @Override
        public RunningGuest take() throws UnansweredException {
            return guests.forClass();
        }
    }

    /** What a member asks for, and where. */
    record Question(Class<?> type, String name, @Nullable Class<?> testClass, Holder holder) {}

    /**
     * Returns the value for a member.
     *
     * @param question its type, an injectable one; the guest it names, or {@code ""}; the test class whose member it is,
     *     or null for the test method itself
     */
    static Object value(Question question, ExtensionContext context) throws UnansweredException {
        GuestScope scope = Scopes.around(context);
        List<Candidate> all = scope == null ? List.of() : inSight(scope, question.holder());
        Candidate guest = question.name().isEmpty()
                ? only(candidates(all, scope, question.testClass()), context)
                : named(question.name(), all, context);
        Function<RunningGuest, Object> value = VALUES.get(question.type());
        if (value == null) {
            throw new UnansweredException(notInjectable(question.type()));
        }
        return value.apply(guest.take());
    }

    private static List<Candidate> inSight(GuestScope scope, Holder holder) {
        Stream<Candidate> started = scope.visible().stream().map(Started::new);
        return holder == Holder.FOR_THE_CLASS
                ? started.toList()
                : Stream.concat(scope.ofMethods().stream().map(OfClass::new), started)
                        .toList();
    }

    /**
     * Returns the guests of which a member without a name may mean the only one. A member of a class means a guest of
     * that class or of those around it, whichever test runs; where these have none, a guest of the method.
     */
    private static List<Candidate> candidates(
            List<Candidate> all, @Nullable GuestScope scope, @Nullable Class<?> testClass) {
        if (scope == null || testClass == null) {
            return all;
        }
        List<Class<?>> chain = Members.chain(scope.context());
        List<Candidate> ofClasses = new ArrayList<>();
        for (Candidate each : all) {
            ExtensionContext home = each.home().context();
            Class<?> owner = home.getRequiredTestClass();
            boolean around = chain.indexOf(owner) <= chain.indexOf(testClass) || !chain.contains(testClass);
            if (home.getTestMethod().isEmpty() && around) {
                ofClasses.add(each);
            }
        }
        return ofClasses.isEmpty() ? all : ofClasses;
    }

    private static Candidate only(List<Candidate> candidates, ExtensionContext context) throws UnansweredException {
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

    private static Candidate named(String name, List<Candidate> all, ExtensionContext context)
            throws UnansweredException {
        Optional<Candidate> found =
                all.stream().filter(each -> each.name().equals(name)).findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        GuestScope scope = Scopes.around(context);
        if (all.isEmpty() || (scope != null && scope.hasOfMethods(name))) {
            throw new UnansweredException(nothingRuns(context));
        }
        String guess = NearMiss.of(name, all.stream().map(Candidate::name).toList())
                .map(near -> " Did you mean '" + near + "'?")
                .orElse("");
        throw new UnansweredException("there is no guest '" + name + "'." + guess + " There "
                + (all.size() == 1 ? "is " : "are ") + names(all, "and"));
    }

    private static String nothingRuns(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        GuestScope scope = Scopes.around(context);
        if (scope != null && scope.isAroundMethodGuests()) {
            return "each test method has a guest of its own (reset = PER_METHOD), which nothing can hold that several"
                    + " of them share: use parameters and instance fields, or reset = PER_CLASS";
        }
        if (context.getTestMethod().isPresent()) {
            return "no guest runs here: put @KvmGuest on " + Members.of(testClass) + " or on "
                    + context.getRequiredTestMethod().getName() + "()";
        }
        return Members.isTemplate(testClass)
                ? "no guest runs yet: those of a @ParameterizedClass start for each of its invocations, after @BeforeAll"
                : "no guest runs for the whole class: put @KvmGuest on " + Members.of(testClass);
    }

    private static String names(List<Candidate> guests, String conjunction) {
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

package io.kvmguest.junit;

import io.kvmguest.Board;
import io.kvmguest.Guest;
import io.kvmguest.Nic;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.image.NearMiss;
import io.kvmguest.network.Capture;
import io.kvmguest.network.Link;
import io.kvmguest.network.Segment;
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
        VALUES.put(Board.class, RunningGuest::board);
        VALUES.put(RootShell.class, RunningGuest::shell);
        VALUES.put(SerialConsole.class, RunningGuest::console);
        VALUES.put(BootLog.class, RunningGuest::bootLog);
    }

    private static final List<Class<?>> OF_A_NETWORK = List.of(Segment.class, Capture.class);

    private static final List<Class<?>> OF_A_CARD = List.of(Link.class, Nic.class);

    static boolean isInjectable(Class<?> type) {
        return VALUES.containsKey(type) || OF_A_CARD.contains(type) || OF_A_NETWORK.contains(type);
    }

    /** Returns why a member's annotations do not go with its type, if they do not. */
    static Optional<String> mismatch(Class<?> type, boolean inGuest, boolean onNetwork) {
        if (inGuest && !VALUES.containsKey(type) && !OF_A_CARD.contains(type)) {
            return Optional.of(goesWith("@InGuest", Stream.concat(VALUES.keySet().stream(), OF_A_CARD.stream()), type));
        }
        return onNetwork && !OF_A_NETWORK.contains(type) && !OF_A_CARD.contains(type)
                ? Optional.of(goesWith("@OnNetwork", Stream.concat(OF_A_NETWORK.stream(), OF_A_CARD.stream()), type))
                : Optional.empty();
    }

    private static String goesWith(String annotation, Stream<Class<?>> types, Class<?> type) {
        return annotation + " goes with " + list(types.map(Class::getSimpleName).toList(), "or") + ", not with "
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

        Declaration declaration();

        GuestScope home();

        RunningGuest take() throws UnansweredException;

        default String name() {
            return declaration().name();
        }
    }

    private record Started(StartedGuest guest) implements Candidate {

        @Override
        public Declaration declaration() {
            return guest.declaration();
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
        public Declaration declaration() {
            return guests.declaration();
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

    /**
     * What a member asks for, and where.
     *
     * @param type its type, an injectable one
     * @param guest the guest it names, or {@code ""}
     * @param network the network it names, or {@code ""}
     * @param testClass the test class whose member it is, or null for the test method itself
     */
    record Question(
            Class<?> type,
            String guest,
            String network,
            @Nullable Class<?> testClass,
            Holder holder) {}

    /** Returns the value for a member. */
    static Object value(Question question, ExtensionContext context) throws UnansweredException {
        GuestScope scope = Scopes.around(context);
        if (OF_A_NETWORK.contains(question.type())) {
            LiveNetwork network = network(question, scope, context);
            return question.type() == Segment.class ? network.segment() : capture(network);
        }
        List<Candidate> all = scope == null ? List.of() : inSight(scope, question.holder());
        Candidate guest = question.guest().isEmpty()
                ? only(candidates(all, scope, question), context)
                : named(question.guest(), all, context);
        Optional<String> lack = guest.declaration().wanted().lacks(question.type());
        if (lack.isPresent()) {
            throw new UnansweredException("guest '" + guest.name() + "' is "
                    + guest.declaration().wanted().kind() + " ("
                    + guest.declaration().text() + "), and has no "
                    + question.type().getSimpleName() + ": "
                    + lack.get());
        }
        Function<RunningGuest, Object> value = VALUES.get(question.type());
        return value == null ? ofCard(question, guest) : value.apply(guest.take());
    }

    private static Object ofCard(Question question, Candidate guest) throws UnansweredException {
        int card = card(question, guest);
        Nic nic = guest.take().nic(card);
        return question.type() == Nic.class
                ? nic
                : nic.link()
                        .orElseThrow(() -> new UnansweredException("network card " + card + " of guest '" + guest.name()
                                + "' is connected to nothing now"));
    }

    private static int card(Question question, Candidate guest) throws UnansweredException {
        List<String> networks = guest.declaration().networks();
        String wanted = question.network();
        if (networks.isEmpty()) {
            throw new UnansweredException(
                    "guest '" + guest.name() + "' is on no network: say so in @KvmGuest(…, networks ="
                            + " \"…\"), or take the guest, and guest.nic(0)");
        }
        if (wanted.isEmpty() && networks.size() > 1) {
            throw new UnansweredException("which network? Guest '" + guest.name() + "' is on " + quoted(networks, "and")
                    + ": add " + onNetwork(networks));
        }
        int card = wanted.isEmpty() ? 0 : networks.indexOf(wanted);
        if (card < 0) {
            throw new UnansweredException("guest '" + guest.name() + "' is not on network '" + wanted + "', but on "
                    + quoted(networks, "and"));
        }
        return card;
    }

    private static Capture capture(LiveNetwork network) throws UnansweredException {
        return network.capture()
                .orElseThrow(() -> new UnansweredException("network '"
                        + network.segment().name() + "' is not captured, as its @KvmNetwork has capture = false"));
    }

    private static LiveNetwork network(Question question, @Nullable GuestScope scope, ExtensionContext context)
            throws UnansweredException {
        List<String> names = scope == null ? List.of() : scope.networks().names();
        if (scope == null || names.isEmpty()) {
            throw new UnansweredException("there is no network here: put @KvmNetwork(name = \"lan\") on "
                    + Members.of(context.getRequiredTestClass())
                    + ", or make one with Segment.create(\"lan\")");
        }
        String name = question.network().isEmpty() ? names.get(0) : question.network();
        if (question.network().isEmpty() && names.size() > 1) {
            throw new UnansweredException(
                    "which network? There are " + quoted(names, "and") + ": add " + onNetwork(names));
        }
        if (!names.contains(name)) {
            throw new UnansweredException("there is no network '" + name + "'." + NearMiss.question(name, names)
                    + " There " + (names.size() == 1 ? "is " : "are ") + quoted(names, "and"));
        }
        if (question.holder() == Holder.FOR_THE_CLASS) {
            return scope.networks()
                    .living(name)
                    .orElseThrow(() -> new UnansweredException("each test method has a network '" + name
                            + "' of its own, as its guests have it, which nothing can hold that several of them share:"
                            + " use parameters and instance fields, or guests with reset = PER_CLASS"));
        }
        return context.getTestMethod().isPresent()
                ? scope.networks().forOwn(name)
                : scope.networks().forNext(name);
    }

    private static String onNetwork(List<String> names) {
        return list(names.stream().map(name -> "@OnNetwork(\"" + name + "\")").toList(), "or");
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
    private static List<Candidate> candidates(List<Candidate> inSight, @Nullable GuestScope scope, Question question) {
        Class<?> testClass = question.testClass();
        List<Candidate> all = inSight.stream()
                .filter(each -> question.network().isEmpty()
                        || inSight.size() == 1
                        || each.declaration().networks().contains(question.network()))
                .filter(each -> inSight.size() == 1
                        || each.declaration().wanted().lacks(question.type()).isEmpty())
                .toList();
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
        String guess = NearMiss.question(name, all.stream().map(Candidate::name).toList());
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
        return quoted(guests.stream().map(Candidate::name).toList(), conjunction);
    }

    private static String quoted(List<String> names, String conjunction) {
        return list(names.stream().map(name -> "'" + name + "'").toList(), conjunction);
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

package io.kvmguest.junit;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.boot.BootLog;
import io.kvmguest.console.SerialConsole;
import io.kvmguest.junit.Injection.UnansweredException;
import io.kvmguest.shell.RootShell;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * Boots the guests that {@link KvmGuest} annotations ask for, plays those of {@link Replay}, and connects
 * those of {@link SerialBoard}; and, as the value of a field, one guest more:
 *
 * <pre>{@code
 * @RegisterExtension
 * static KvmGuestExtension router =
 *         KvmGuestExtension.builder().image("debian-12").name("router").memory("512M").build();
 *
 * @Test
 * void forwards() {
 *     router.shell().run("sysctl -w net.ipv4.ip_forward=1").requireSuccess();
 * }
 * }</pre>
 *
 * In a static field the guest lives as long as one of a class with {@link KvmGuest}, in an instance field as long as one
 * of a method. It answers parameters and {@link InGuest} in the same way.
 */
public final class KvmGuestExtension
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeClassTemplateInvocationCallback,
                AfterClassTemplateInvocationCallback,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                InvocationInterceptor {

    static final Namespace NAMESPACE = Namespace.create(KvmGuestExtension.class);

    /** The guest that the owner of a field asked for; null where annotations alone do. */
    private final @Nullable Wish wish;

    /** More than one where classes that inherit a static field run at the same time. */
    private final List<StartedGuest> running = new CopyOnWriteArrayList<>();

    /** Where it has a guest for code that runs once for a class, while no method runs. */
    private final List<MethodGuests> offers = new CopyOnWriteArrayList<>();

    private record Wish(GuestSpec spec, List<String> networks, WhenUnavailable whenUnavailable, Reset reset) {}

    /** The key of what a method's context holds; a store also finds what lies in those of its parents. */
    private record Key(Class<?> type, String uniqueId) {}

    /** For JUnit. */
    KvmGuestExtension() {
        this.wish = null;
    }

    KvmGuestExtension(GuestSpec spec, List<String> networks, WhenUnavailable whenUnavailable, Reset reset) {
        this.wish = new Wish(spec, networks, whenUnavailable, reset);
    }

    /** Returns a builder for a guest with all defaults; it needs an image. */
    public static KvmGuestExtensionBuilder builder() {
        return new KvmGuestExtensionBuilder();
    }

    /** Returns an extension for a guest; for what {@link #builder()} does not offer. */
    public static KvmGuestExtension of(GuestSpec spec) {
        return new KvmGuestExtension(spec, List.of(), WhenUnavailable.CONFIGURED, Reset.PER_METHOD);
    }

    /**
     * Returns the guest.
     *
     * @throws IllegalStateException if it does not run, or runs for several classes at once
     */
    public Guest guest() {
        return only().guest();
    }

    /**
     * Returns the guest's root shell.
     *
     * @throws IllegalStateException if it does not run, or runs for several classes at once
     */
    public RootShell shell() {
        return only().shell();
    }

    /**
     * Returns a view of the guest's console from now on.
     *
     * @throws IllegalStateException if it does not run, or runs for several classes at once
     */
    public SerialConsole console() {
        return only().console();
    }

    /**
     * Returns the guest's boot.
     *
     * @throws IllegalStateException if it does not run, or runs for several classes at once
     */
    public BootLog bootLog() {
        return only().bootLog();
    }

    private RunningGuest only() {
        if (wish == null) {
            throw new IllegalStateException("This extension has no guest of its own: make it with "
                    + "KvmGuestExtension.builder(), or take the guests of @KvmGuest as parameters");
        }
        List<StartedGuest> now = List.copyOf(running);
        String title =
                "Guest '" + wish.spec().name() + "' (image " + wish.spec().image() + ")";
        List<MethodGuests> innermost = offers.stream()
                .filter(each -> offers.stream().noneMatch(each::isAround))
                .toList();
        if (now.isEmpty() && innermost.size() == 1) {
            try {
                return innermost.get(0).forClass();
            } catch (UnansweredException e) {
                throw new IllegalStateException(title + " does not run now: " + e.getMessage(), e);
            }
        }
        if (now.isEmpty()) {
            throw new IllegalStateException(
                    title + " does not run now. Its field needs @RegisterExtension; a static one"
                            + " runs it from @BeforeAll to @AfterAll, an instance field from @BeforeEach to @AfterEach");
        }
        if (now.size() > 1) {
            throw new IllegalStateException(title + " runs " + now.size() + " times now, for "
                    + now.stream().map(each -> each.declaration().place()).collect(Collectors.joining(" and "))
                    + ": take it as a parameter, with @InGuest(\"" + wish.spec().name() + "\")");
        }
        return now.get(0).running();
    }

    /** Returns what the owner of the field asked for, or nothing. */
    List<Declaration> declarations(String place) {
        return wish == null
                ? List.of()
                : List.of(new Declaration(
                        new Wanted.Machine(wish.spec()),
                        wish.networks(),
                        wish.whenUnavailable(),
                        "a KvmGuestExtension for " + wish.spec().image(),
                        place,
                        this,
                        wish.reset()));
    }

    void attach(StartedGuest guest) {
        running.add(guest);
    }

    void detach(StartedGuest guest) {
        running.remove(guest);
    }

    void offer(MethodGuests guests) {
        offers.add(guests);
    }

    void withdraw(MethodGuests guests) {
        offers.remove(guests);
    }

    // --- what JUnit calls -------------------------------------------------------------------------------------------

    /** Lets guests of a method be given to the constructor of its instance. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Class<?> testClass = context.getRequiredTestClass();
        FieldInjection.requireFillable(testClass);
        if (Members.isTemplate(testClass)) {
            Declarations.on(testClass); // mistakes fail the class, not each of its invocations
            return;
        }
        Scopes.enterClass(context, this);
        if (answersIn(context)) {
            FieldInjection.fillStatic(testClass, context);
            fillWhatIsThere(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        conclude(context);
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) throws Exception {
        Scopes.enterClass(context, this);
        if (answersIn(context)) {
            fillWhatIsThere(context);
        }
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
        conclude(context);
    }

    /** Guests start before the constructor, which may ask for them. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context)
            throws Exception {
        track(context);
        enter(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        track(context);
        enter(context);
        if (answersIn(context)) {
            for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
                FieldInjection.requireFillable(instance.getClass());
                FieldInjection.fill(instance, context);
            }
            GuestScope scope = Scopes.around(context);
            if (scope != null) {
                scope.prove(context);
                Key key = new Key(ConsoleWatch.class, context.getUniqueId());
                context.getStore(NAMESPACE).put(key, new ConsoleWatch(scope.visible()));
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (answersIn(context)) {
            Key key = new Key(ConsoleWatch.class, context.getUniqueId());
            ConsoleWatch watch = context.getStore(NAMESPACE).get(key, ConsoleWatch.class);
            if (watch != null) {
                Failures.of(context).ifPresent(failure -> {
                    watch.tell(failure, context);
                    tellOfNetworks(failure, context);
                });
            }
        }
        conclude(context);
    }

    private static void tellOfNetworks(Throwable failure, ExtensionContext context) {
        GuestScope scope = Scopes.around(context);
        if (scope != null) {
            scope.networksOfFailed().ifPresent(failure::addSuppressed);
        }
    }

    /** A dynamic test fails for itself, not for the method that made it. */
    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext dynamicTest, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable e) {
            GuestScope scope = Scopes.around(context);
            if (scope != null && Failures.isFailure(e)) {
                scope.failed();
            }
            throw e;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return ParameterInjection.concerns(parameter) && answersIn(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return ParameterInjection.resolve(parameter, context);
    }

    private void enter(ExtensionContext context) throws Exception {
        if (context.getTestMethod().isPresent()) {
            Scopes.enterMethod(context, this);
        } else if (!Members.isTemplate(context.getRequiredTestClass())) {
            Scopes.enterClass(context, this);
        }
    }

    private static void fillWhatIsThere(ExtensionContext context) {
        context.getTestInstance().ifPresent(instance -> FieldInjection.fillWhatIsThere(instance, context));
    }

    private void conclude(ExtensionContext context) {
        if (!answersIn(context)) {
            return;
        }
        GuestScope around = Scopes.around(context);
        if (around != null && Failures.isFailed(context)) {
            around.failed();
        }
        GuestScope own = Scopes.of(context);
        if (own != null) {
            own.conclude();
        }
    }

    /** JUnit calls neither watchers nor callbacks where a constructor fails, but it closes what lies in the store. */
    private static void track(ExtensionContext context) {
        GuestScope outer = context.getParent().map(Scopes::around).orElse(null);
        if (outer != null) {
            Key key = new Key(FailureTracker.class, context.getUniqueId());
            context.getStore(NAMESPACE).getOrComputeIfAbsent(key, k -> new FailureTracker(context, outer));
        }
    }

    private record FailureTracker(ExtensionContext context, GuestScope outer) implements AutoCloseable {
        @Override
        public void close() {
            if (Failures.isFailed(context)) {
                outer.failed();
            }
        }
    }

    /**
     * Returns whether this instance speaks for all that are registered in a context. Each field has an instance, and the
     * annotations have one; JUnit takes it for a conflict when two of them claim one parameter.
     */
    private boolean answersIn(ExtensionContext context) {
        return context.getStore(NAMESPACE).getOrComputeIfAbsent("speaker", key -> this) == this;
    }
}

package io.kvmguest.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/** Runs a fixture on the {@link FakeHost} that the test made; it stands before {@code @KvmGuest}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(OnFakeHost.Switch.class)
@interface OnFakeHost {

    class Switch implements BeforeAllCallback, TestInstancePreConstructCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            enable(context);
        }

        @Override
        public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
            enable(context);
        }

        private static void enable(ExtensionContext context) {
            FakeHost host = FakeHost.of(
                    context.getConfigurationParameter(FakeHost.PARAMETER).orElseThrow());
            context.getRoot()
                    .getStore(KvmGuestExtension.NAMESPACE)
                    .getOrComputeIfAbsent(GuestStarter.class, key -> host, GuestStarter.class);
        }
    }
}

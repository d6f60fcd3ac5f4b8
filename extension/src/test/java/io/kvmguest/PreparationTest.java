package io.kvmguest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.image.Image;
import io.kvmguest.image.ImagePreparer;
import io.kvmguest.qemu.Accelerator;
import io.kvmguest.shell.Circumstances;
import io.kvmguest.shell.LoginFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparationTest {

    private static final Image PLAIN = image("own.qcow2", Optional.empty());
    private static final Image PREPARED = image("own.qcow2 prepared", Optional.empty());

    private static final Circumstances AFTER_A_WHILE =
            new Circumstances("Guest 'own' (image own.qcow2)", Duration.ofSeconds(21), "", List.of(), "");

    private static final LoginFailure LOGIN = new LoginFailure.LoginPrompt(AFTER_A_WHILE, "own login:");

    private final GuestSpec spec = GuestSpec.of("own.qcow2").prepare(Prepare.AUTO);
    private final List<String> booted = new ArrayList<>();
    private final List<Duration> timeouts = new ArrayList<>();
    private final List<String> preparedNow = new ArrayList<>();

    private static Image image(String name, Optional<Path> kernel) {
        return new Image(name, Optional.of(Path.of(name)), "qcow2", kernel, Optional.empty(), "", "512M", "");
    }

    private ImagePreparer preparer(Optional<Image> before) {
        return new ImagePreparer() {
            @Override
            public Optional<Image> prepared(Image image) {
                return before;
            }

            @Override
            public Image prepare(Image image) {
                preparedNow.add(image.name());
                return PREPARED;
            }
        };
    }

    /** Where every boot of the plain image fails and every other ends with this exception, for want of a guest. */
    private static final class BootedException extends RuntimeException {}

    private void start(GuestSpec wishes, Image image, LoginFailure failure, Optional<ImagePreparer> preparer) {
        new Preparation(wishes, Accelerator.TCG, () -> preparer, (with, found) -> {
                    booted.add(found.name());
                    timeouts.add(with.bootTimeout(Accelerator.TCG));
                    if (found.equals(PREPARED)) {
                        throw new BootedException();
                    }
                    throw new GuestBootException(failure.message(), failure);
                })
                .start(image);
    }

    static Stream<LoginFailure> forWantOfTheContract() {
        return Stream.of(
                LOGIN,
                new LoginFailure.PasswordPrompt(AFTER_A_WHILE, "Password:"),
                new LoginFailure.NotRoot(AFTER_A_WHILE, 1000),
                new LoginFailure.Silence(AFTER_A_WHILE),
                new LoginFailure.SilentKernel(AFTER_A_WHILE, "Welcome to GRUB!"),
                new LoginFailure.Timeout(AFTER_A_WHILE, 0));
    }

    @ParameterizedTest
    @MethodSource("forWantOfTheContract")
    void prepares_an_image_that_lacks_the_contract(LoginFailure failure) {
        assertThatThrownBy(() -> start(spec, PLAIN, failure, Optional.of(preparer(Optional.empty()))))
                .isInstanceOf(BootedException.class);

        assertThat(booted).containsExactly("own.qcow2", "own.qcow2 prepared");
        assertThat(preparedNow).containsExactly("own.qcow2");
    }

    @Test
    void boots_what_was_prepared_before_at_once() {
        assertThatThrownBy(() -> start(spec, PLAIN, LOGIN, Optional.of(preparer(Optional.of(PREPARED)))))
                .isInstanceOf(BootedException.class);

        assertThat(booted).containsExactly("own.qcow2 prepared");
        assertThat(preparedNow).isEmpty();
    }

    @Test
    void waits_for_the_first_boot_for_a_quarter_of_the_time() {
        assertThatThrownBy(() -> start(spec, PLAIN, LOGIN, Optional.of(preparer(Optional.empty()))))
                .isInstanceOf(BootedException.class);

        assertThat(timeouts).containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(20));
    }

    @Test
    void keeps_a_boot_timeout_that_was_given() {
        GuestSpec patient = spec.bootTimeout(Duration.ofMinutes(7));

        assertThatThrownBy(() -> start(patient, PLAIN, LOGIN, Optional.of(preparer(Optional.empty()))))
                .isInstanceOf(BootedException.class);

        assertThat(timeouts).containsExactly(Duration.ofMinutes(7), Duration.ofMinutes(7));
    }

    @Test
    void does_not_prepare_for_a_failure_that_comes_again() {
        LoginFailure failure = new LoginFailure.NotBootable(AFTER_A_WHILE, "No bootable device.");

        assertThatThrownBy(() -> start(spec, PLAIN, failure, Optional.of(preparer(Optional.empty()))))
                .isInstanceOf(GuestBootException.class);

        assertThat(preparedNow).isEmpty();
    }

    @Test
    void never_prepares_unless_it_is_asked() {
        assertThat(GuestSpec.of("own.qcow2").prepare()).isEqualTo(Prepare.NEVER);
        assertThatThrownBy(() ->
                        start(GuestSpec.of("own.qcow2"), PLAIN, LOGIN, Optional.of(preparer(Optional.of(PREPARED)))))
                .isInstanceOf(GuestBootException.class);

        assertThat(booted).containsExactly("own.qcow2");
    }

    @Test
    void does_not_prepare_an_image_whose_kernel_qemu_loads() {
        Image kernel = image("mini", Optional.of(Path.of("vmlinux")));

        assertThatThrownBy(() -> start(spec, kernel, LOGIN, Optional.of(preparer(Optional.of(PREPARED)))))
                .isInstanceOf(GuestBootException.class);

        assertThat(booted).containsExactly("mini");
    }

    @Test
    void names_the_dependency_that_is_missing() {
        assertThatThrownBy(() -> start(spec, PLAIN, LOGIN, Optional.empty()))
                .isInstanceOf(GuestBootException.class)
                .hasMessage(LOGIN.message()
                        + "\n  Its image would have been prepared (prepare = AUTO), but what prepares images is not on the"
                        + " class path:\n  add the dependency io.kvmguest:kvmguest-images, with scope test.");
    }
}

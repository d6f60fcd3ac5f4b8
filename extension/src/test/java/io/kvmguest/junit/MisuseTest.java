package io.kvmguest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.ImageStore;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake names the class, the member and the mend. */
class MisuseTest {

    @TempDir
    Path folder;

    private void refuses(Class<?> fixture, String message) {
        FakeHost host = new FakeHost(folder);
        assertThat(host.failing(fixture))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(message);
        assertThat(host.log()).filteredOn(line -> line.startsWith("run")).isEmpty();
    }

    // --- names ------------------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest("mini")
    @KvmGuest(value = "mini", memory = "64M")
    static class TwoOfOneName {
        @Test
        void test() {}
    }

    @Test
    void two_guests_of_one_name() {
        refuses(
                TwoOfOneName.class,
                "TwoOfOneName: two guests are named 'mini': @KvmGuest(\"mini\") and @KvmGuest(value = \"mini\", memory ="
                        + " \"64M\"). Give one of them a name of its own: name = \"…\"");
    }

    @OnFakeHost
    @KvmGuest("mini")
    @KvmGuest("mini")
    static class Twins {
        @Test
        void test() {}
    }

    @Test
    void two_guests_that_are_equal() {
        refuses(
                Twins.class,
                "Twins: two guests are named 'mini': @KvmGuest(\"mini\") and @KvmGuest(\"mini\"). Give one of them a"
                        + " name of its own: name = \"…\"");
    }

    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @KvmGuest("mini")
    @interface OnMini {}

    @OnFakeHost
    @OnMini
    @KvmGuest(value = "debian-12", name = "mini")
    static class TwinOfAnAnnotation {
        @Test
        void test() {}
    }

    @Test
    void a_guest_of_the_name_of_one_on_another_annotation() {
        refuses(
                TwinOfAnAnnotation.class,
                "TwinOfAnAnnotation: two guests are named 'mini': @KvmGuest(\"mini\") and @KvmGuest(value = \"debian-12\","
                        + " name = \"mini\"). Give one of them a name of its own: name = \"…\"");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class WithNestedTwin {
        @Nested
        @KvmGuest("mini")
        class Inner {
            @Test
            void test() {}
        }
    }

    @Test
    void a_nested_class_with_a_guest_of_the_name_of_one_around_it() {
        refuses(
                WithNestedTwin.class,
                "WithNestedTwin.Inner: two guests are named 'mini': @KvmGuest(\"mini\") on WithNestedTwin and"
                        + " @KvmGuest(\"mini\") on WithNestedTwin.Inner. Give one of them a name of its own: name = \"…\"");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class WithMethodTwin {
        @Test
        @KvmGuest("mini")
        void test() {}
    }

    @Test
    void a_method_with_a_guest_of_the_name_of_one_of_its_class() {
        refuses(
                WithMethodTwin.class,
                "WithMethodTwin.test(): two guests are named 'mini': @KvmGuest(\"mini\") on WithMethodTwin and"
                        + " @KvmGuest(\"mini\") on WithMethodTwin.test(). Give one of them a name of its own: name = \"…\"");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class WithFieldTwin {
        @RegisterExtension
        static KvmGuestExtension mini =
                KvmGuestExtension.builder().image("mini").build();

        @Test
        void test() {}
    }

    @Test
    void an_extension_with_a_guest_of_the_name_of_one_of_its_class() {
        refuses(
                WithFieldTwin.class,
                "WithFieldTwin: two guests are named 'mini': @KvmGuest(\"mini\") and a KvmGuestExtension for mini. Give"
                        + " one of them a name of its own: name = \"…\"");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = " ")
    static class BlankName {
        @Test
        void test() {}
    }

    @Test
    void a_blank_name() {
        refuses(
                BlankName.class,
                "BlankName: @KvmGuest(value = \"mini\", name = \" \"): name must be made of letters, digits, '.', '_' and"
                        + " '-', but was \" \"");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", name = "../router")
    static class NameOfAPath {
        @Test
        void test() {}
    }

    @Test
    void a_name_with_path_separators() {
        refuses(
                NameOfAPath.class,
                "NameOfAPath: @KvmGuest(value = \"mini\", name = \"../router\"): name must be made of letters, digits,"
                        + " '.', '_' and '-', but was \"../router\"");
    }

    // --- the machine ------------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest(" ")
    static class NoImage {
        @Test
        void test() {}
    }

    @Test
    void a_blank_image() {
        refuses(NoImage.class, "NoImage: @KvmGuest(\" \"): image must not be blank");
    }

    @OnFakeHost
    @KvmGuest("debain-12")
    static class UnknownImage {
        @Test
        void test() {}
    }

    @Test
    void an_unknown_image() {
        ImageStore store = ImageStore.in(new CacheDirectory(folder.resolve("cache")));
        FakeHost host = new FakeHost(folder).whileBooting(spec -> store.find(spec.image()));
        assertThat(host.failing(UnknownImage.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageStartingWith(
                        "UnknownImage: @KvmGuest(\"debain-12\"): There is no image 'debain-12'.\n  Images in ")
                .hasMessageContaining("./kvmguest image build debain-12");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", memory = "12 bananas")
    static class Bananas {
        @Test
        void test() {}
    }

    @Test
    void memory_that_is_no_size() {
        refuses(
                Bananas.class,
                "Bananas: @KvmGuest(value = \"mini\", memory = \"12 bananas\"): memory must be a number with K, M, G or T"
                        + " behind it, such as 512M, but was \"12 bananas\"");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", memory = "0")
    static class NoMemory {
        @Test
        void test() {}
    }

    @Test
    void no_memory() {
        refuses(
                NoMemory.class,
                "NoMemory: @KvmGuest(value = \"mini\", memory = \"0\"): memory must be at least 16M for a kernel to"
                        + " start, but was 0");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", memory = "900T")
    static class TooMuchMemory {
        @Test
        void test() {}
    }

    @Test
    void more_memory_than_the_host_has() {
        assertThat(new FakeHost(folder).failing(TooMuchMemory.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageMatching(
                        "TooMuchMemory: @KvmGuest\\(value = \"mini\", memory = \"900T\"\\): memory of 900T is"
                                + " more than this host has \\(\\d+M\\)");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", cpus = 0)
    static class NoCpu {
        @Test
        void test() {}
    }

    @Test
    void no_processor() {
        refuses(NoCpu.class, "NoCpu: @KvmGuest(value = \"mini\", cpus = 0): cpus must be from 1 to 255, but was 0");
    }

    @OnFakeHost
    @KvmGuest(
            value = "mini",
            nicModel = "e1000",
            drives = {"a.img", "b.img"},
            diskBus = "ide",
            append = "quiet",
            accelerator = io.kvmguest.qemu.AcceleratorPolicy.TCG,
            bootTimeout = "soon",
            qemuArguments = "-snapshot")
    static class Soon {
        @Test
        void test() {}
    }

    @Test
    void a_timeout_that_is_no_time() {
        refuses(
                Soon.class,
                "Soon: @KvmGuest(value = \"mini\", nicModel = \"e1000\", drives = {\"a.img\", \"b.img\"}, diskBus = \"ide\", append = \"quiet\", accelerator = TCG,"
                        + " bootTimeout = \"soon\", qemuArguments = \"-snapshot\"): bootTimeout must be a number with ms, s,"
                        + " m or h behind it, such as 90s, but was \"soon\"");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", login = "root", password = "hunter-1", rootPassword = "hunter-2", cpus = 0)
    static class Indiscreet {
        @Test
        void test() {}
    }

    @Test
    void shows_no_password() {
        refuses(
                Indiscreet.class,
                "Indiscreet: @KvmGuest(value = \"mini\", cpus = 0, login = \"root\", password = \"…\", rootPassword ="
                        + " \"…\"): cpus must be from 1 to 255, but was 0");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", password = "hunter-1")
    static class NobodysPassword {
        @Test
        void test() {}
    }

    @Test
    void a_password_of_nobody() {
        refuses(
                NobodysPassword.class,
                "NobodysPassword: @KvmGuest(value = \"mini\", password = \"…\"): password needs a login: login = \"root\","
                        + " password = \"…\"");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", diskBus = "sata")
    static class OnSata {
        @Test
        void test() {}
    }

    @Test
    void a_bus_that_there_is_not() {
        refuses(
                OnSata.class,
                "OnSata: @KvmGuest(value = \"mini\", diskBus = \"sata\"): diskBus must be one of virtio, ide, scsi, but"
                        + " was \"sata\"");
    }

    @OnFakeHost
    @KvmGuest(value = "mini", bootTimeout = "0s")
    static class AtOnce {
        @Test
        void test() {}
    }

    @Test
    void a_timeout_of_nothing() {
        refuses(
                AtOnce.class,
                "AtOnce: @KvmGuest(value = \"mini\", bootTimeout = \"0s\"): bootTimeout must be positive, but was PT0S");
    }

    @OnFakeHost
    @KvmGuest("mini")
    static class Refused {
        @Test
        void test() {}
    }

    @Test
    void what_only_the_start_can_know() {
        FakeHost host = new FakeHost(folder)
                .whereFails(
                        "mini", () -> new IllegalArgumentException("append needs an image whose kernel QEMU loads"));
        assertThat(host.failing(Refused.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage("Refused: @KvmGuest(\"mini\"): append needs an image whose kernel QEMU loads");
    }

    @OnFakeHost
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    @KvmGuest(value = "mini", cpus = 0)
    record InAParameterizedClass(int row) {
        @Test
        void test() {}
    }

    @Test
    void a_parameterized_class_fails_before_its_first_invocation() {
        refuses(
                InAParameterizedClass.class,
                "InAParameterizedClass: @KvmGuest(value = \"mini\", cpus = 0): cpus must be from 1 to 255, but was 0");
    }

    // --- configuration parameters -----------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"kvmguest.unavailable", "kvmguest.console", "kvmguest.evidence.keep", "kvmguest.boots"})
    void a_configuration_parameter_that_cannot_be(String parameter) {
        assertThat(new FakeHost(folder).with(parameter, "perhaps").failing(Refused.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageStartingWith("The configuration parameter " + parameter + " must be ")
                .hasMessageEndingWith(", but was \"perhaps\"");
    }

    // --- no misuse --------------------------------------------------------------------------------------------------

    @OnFakeHost
    @KvmGuest("mini")
    static class NothingToTest {}

    @Test
    void a_class_without_tests_is_left_alone() {
        FakeHost host = new FakeHost(folder);
        assertThat(host.passing(NothingToTest.class)).isZero();
        assertThat(host.log()).isEmpty();
    }
}

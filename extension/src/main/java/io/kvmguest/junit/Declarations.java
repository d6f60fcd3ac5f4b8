package io.kvmguest.junit;

import io.kvmguest.Boot;
import io.kvmguest.GuestSpec;
import io.kvmguest.Outside;
import io.kvmguest.Prepare;
import io.kvmguest.console.SerialLineKind;
import io.kvmguest.qemu.AcceleratorPolicy;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Reads {@link KvmGuest}, {@link Replay} and {@link SerialBoard} annotations, direct ones, inherited ones and those on other annotations. */
final class Declarations {

    private static final Annotated<KvmGuest, KvmGuests> GUESTS =
            new Annotated<>(KvmGuest.class, KvmGuests.class, KvmGuests::value);

    static final String SHARED_ON_NETWORKS = "a guest that all tests of the run share (reset = NEVER) cannot be on"
            + " networks, which are a class's or a method's: use reset = PER_CLASS";

    /** What stands for a password, which is shown nowhere. */
    private static final String HIDDEN = "\"…\"";

    /** Returns the guests of a class: inherited ones first, each replaced by a later one of its name. */
    static List<Declaration> on(Class<?> testClass) {
        Map<String, Declaration> byName = new LinkedHashMap<>();
        for (Class<?> each : Annotated.lineage(testClass)) {
            checked(each, testClass, Members.of(testClass), testClass)
                    .forEach(guest -> byName.put(guest.name(), guest));
        }
        return List.copyOf(byName.values());
    }

    /** Returns the guests of a test method. */
    static List<Declaration> on(Method method, Class<?> testClass) {
        String place = Members.of(testClass) + "." + method.getName() + "()";
        List<Declaration> declarations = checked(method, testClass, place, method);
        for (Declaration each : declarations) {
            if (each.reset() == Reset.PER_CLASS) {
                throw new ExtensionConfigurationException(place + ": " + each.text()
                        + ": a guest on a method is that method's alone: put it on the class for reset = PER_CLASS");
            }
        }
        return declarations;
    }

    /**
     * Makes sure that no two guests have one name.
     *
     * @throws ExtensionConfigurationException if two have
     */
    static void requireDistinctNames(List<Declaration> declarations) {
        Map<String, Declaration> byName = new LinkedHashMap<>();
        for (Declaration declaration : declarations) {
            Declaration other = byName.putIfAbsent(declaration.name(), declaration);
            if (other != null) {
                throw new ExtensionConfigurationException(clash(other, declaration));
            }
        }
    }

    private static String clash(Declaration first, Declaration second) {
        String places = first.place().equals(second.place())
                ? first.text() + " and " + second.text()
                : first.text() + " on " + first.place() + " and " + second.text() + " on " + second.place();
        return second.place() + ": two guests are named '" + second.name() + "': " + places
                + ". Give one of them a name of its own: name = \"…\"";
    }

    private static List<Declaration> checked(
            AnnotatedElement element, Class<?> testClass, String place, Object source) {
        List<Declaration> declarations = Stream.concat(
                        GUESTS.of(element).stream().map(guest -> declaration(guest, place, source)),
                        Stream.concat(
                                ReplayDeclarations.on(element, testClass, place, source),
                                BoardDeclarations.on(element, place, source)))
                .toList();
        requireDistinctNames(declarations);
        return declarations;
    }

    private static Declaration declaration(KvmGuest guest, String place, Object source) {
        String text = text(guest);
        try {
            List<String> networks = List.of(guest.networks());
            if (!networks.isEmpty() && guest.reset() == Reset.NEVER) {
                throw new IllegalArgumentException(SHARED_ON_NETWORKS);
            }
            return new Declaration(
                    new Wanted.Machine(spec(guest)),
                    networks,
                    guest.whenUnavailable(),
                    text,
                    place,
                    source,
                    guest.reset());
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(place + ": " + text + ": " + e.getMessage(), e);
        }
    }

    private static GuestSpec spec(KvmGuest guest) {
        GuestSpec spec = GuestSpec.of(guest.value())
                .cpus(guest.cpus())
                .nics(guest.nics())
                .macs(guest.macs())
                .outside(guest.outside())
                .line(guest.line())
                .forwards(guest.forwards())
                .accelerator(guest.accelerator())
                .prepare(guest.prepare())
                .boot(guest.boot())
                .qemuArguments(guest.qemuArguments());
        if (!guest.name().isEmpty()) {
            spec = spec.name(guest.name());
        }
        if (!guest.memory().isEmpty()) {
            spec = spec.memory(guest.memory());
        }
        if (!guest.machineType().isEmpty()) {
            spec = spec.machineType(guest.machineType());
        }
        if (!guest.nicModel().isEmpty()) {
            spec = spec.nicModel(guest.nicModel());
        }
        if (!guest.diskBus().isEmpty()) {
            spec = spec.diskBus(guest.diskBus());
        }
        if (!guest.append().isEmpty()) {
            spec = spec.append(guest.append());
        }
        if (!guest.bootTimeout().isEmpty()) {
            spec = spec.bootTimeout(BootTimeout.parse(guest.bootTimeout()));
        }
        if (!guest.login().isEmpty()) {
            spec = spec.login(guest.login(), guest.password());
        } else if (!guest.password().isEmpty()) {
            throw new IllegalArgumentException("password needs a login: login = \"root\", password = \"…\"");
        }
        if (!guest.rootPassword().isEmpty()) {
            spec = spec.rootPassword(guest.rootPassword());
        }
        for (String drive : guest.drives()) {
            spec = spec.drive(Path.of(drive));
        }
        return spec;
    }

    /** Returns an annotation as it stands in the source; the compiler's own form lists every default. */
    private static String text(KvmGuest guest) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("value", '"' + guest.value() + '"');
        said.put("name", quoted(guest.name()));
        said.put("memory", quoted(guest.memory()));
        said.put("cpus", guest.cpus() == 1 ? "" : String.valueOf(guest.cpus()));
        said.put("nics", guest.nics() == 1 ? "" : String.valueOf(guest.nics()));
        said.put("networks", quoted(guest.networks()));
        said.put("macs", quoted(guest.macs()));
        said.put(
                "outside",
                guest.outside() == Outside.NONE ? "" : guest.outside().name());
        said.put(
                "line",
                guest.line() == SerialLineKind.UNIX_SOCKET ? "" : guest.line().name());
        said.put("forwards", listed(guest.forwards()));
        said.put("nicModel", quoted(guest.nicModel()));
        said.put("drives", quoted(guest.drives()));
        said.put("diskBus", quoted(guest.diskBus()));
        said.put("machineType", quoted(guest.machineType()));
        said.put("append", quoted(guest.append()));
        said.put(
                "accelerator",
                guest.accelerator() == AcceleratorPolicy.PREFER_KVM
                        ? ""
                        : guest.accelerator().name());
        said.put("bootTimeout", quoted(guest.bootTimeout()));
        said.put("login", quoted(guest.login()));
        said.put("password", guest.password().isEmpty() ? "" : HIDDEN);
        said.put("rootPassword", guest.rootPassword().isEmpty() ? "" : HIDDEN);
        said.put(
                "prepare",
                guest.prepare() == Prepare.NEVER ? "" : guest.prepare().name());
        said.put("reset", guest.reset() == Reset.PER_METHOD ? "" : guest.reset().name());
        said.put("boot", guest.boot() == Boot.TEMPLATE ? "" : guest.boot().name());
        said.put("qemuArguments", quoted(guest.qemuArguments()));
        said.values().removeIf(String::isEmpty);
        return said.keySet().equals(Set.of("value"))
                ? "@KvmGuest(" + said.get("value") + ")"
                : said.entrySet().stream()
                        .map(each -> each.getKey() + " = " + each.getValue())
                        .collect(Collectors.joining(", ", "@KvmGuest(", ")"));
    }

    private static String listed(int... numbers) {
        String all = IntStream.of(numbers).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return numbers.length > 1 ? "{" + all + "}" : all;
    }

    private static String quoted(String... texts) {
        return switch (texts.length) {
            case 0 -> "";
            case 1 -> texts[0].isEmpty() ? "" : '"' + texts[0] + '"';
            default -> Stream.of(texts).map(each -> '"' + each + '"').collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private Declarations() {}
}

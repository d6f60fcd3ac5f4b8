package io.kvmguest.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Reads {@link KvmNetwork} annotations. */
final class NetworkDeclarations {

    private static final Annotated<KvmNetwork, KvmNetworks> NETWORKS =
            new Annotated<>(KvmNetwork.class, KvmNetworks.class, KvmNetworks::value);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** Returns the networks of a class: inherited ones first, each replaced by a later one of its name. */
    static List<NetworkDeclaration> on(Class<?> testClass) {
        Map<String, NetworkDeclaration> byName = new LinkedHashMap<>();
        for (Class<?> each : Annotated.lineage(testClass)) {
            checked(each, Members.of(testClass)).forEach(network -> byName.put(network.name(), network));
        }
        return List.copyOf(byName.values());
    }

    /** Returns the networks of a test method. */
    static List<NetworkDeclaration> on(Method method, Class<?> testClass) {
        return checked(method, Members.of(testClass) + "." + method.getName() + "()");
    }

    private static List<NetworkDeclaration> checked(AnnotatedElement element, String place) {
        Map<String, NetworkDeclaration> byName = new LinkedHashMap<>();
        for (KvmNetwork each : NETWORKS.of(element)) {
            if (!NAME.matcher(each.name()).matches()) {
                throw new ExtensionConfigurationException(place + ": @KvmNetwork(name = \"" + each.name()
                        + "\"): name must be made of letters, digits, '.', '_' and '-'");
            }
            NetworkDeclaration network =
                    new NetworkDeclaration(each.name(), each.seed(), each.hub(), each.capture(), place);
            if (byName.put(each.name(), network) != null) {
                throw clash(network, network);
            }
        }
        return List.copyOf(byName.values());
    }

    static ExtensionConfigurationException clash(NetworkDeclaration first, NetworkDeclaration second) {
        return new ExtensionConfigurationException(second.place() + ": two networks are named '" + second.name() + "'"
                + (first.place().equals(second.place()) ? "" : ", and the other one is on " + first.place())
                + ". Give one of them a name of its own");
    }

    private NetworkDeclarations() {}
}

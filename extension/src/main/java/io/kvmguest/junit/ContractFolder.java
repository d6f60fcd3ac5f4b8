package io.kvmguest.junit;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Where a contract's guests are to leave what they leave behind. */
record ContractFolder(Path path) {

    /** Injects it. */
    static final class Resolver implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ContractFolder.class;
        }

        @Override
        public ContractFolder resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new ContractFolder(Run.of(context).folders().of(context));
        }
    }
}

package io.kvmguest.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes machines for tests: named router, of type pc, with 256 MiB and one processor, under TCG, with nothing in them. */
public final class MachineBuilder {

    private String name = "router";
    private String type = "pc";
    private Accelerator accelerator = Accelerator.TCG;
    private Optional<Path> kernel = Optional.empty();
    private Optional<Path> initrd = Optional.empty();
    private String append = "";
    private final List<Machine.Drive> drives = new ArrayList<>();
    private final List<Machine.Nic> nics = new ArrayList<>();
    private final List<String> extra = new ArrayList<>();

    public MachineBuilder name(String name) {
        this.name = name;
        return this;
    }

    public MachineBuilder type(String type) {
        this.type = type;
        return this;
    }

    public MachineBuilder accelerator(Accelerator accelerator) {
        this.accelerator = accelerator;
        return this;
    }

    public MachineBuilder kernel(Path kernel, Path initrd, String append) {
        this.kernel = Optional.of(kernel);
        this.initrd = Optional.of(initrd);
        this.append = append;
        return this;
    }

    public MachineBuilder drive(Machine.Drive drive) {
        drives.add(drive);
        return this;
    }

    public MachineBuilder nic(Machine.Nic nic) {
        nics.add(nic);
        return this;
    }

    public MachineBuilder extra(String... words) {
        extra.addAll(List.of(words));
        return this;
    }

    public Machine build() {
        return new Machine(name, type, 256, 1, accelerator, kernel, initrd, append, drives, nics, extra);
    }
}

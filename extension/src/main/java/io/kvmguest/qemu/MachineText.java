package io.kvmguest.qemu;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A machine as JSON, to be kept beside what was saved of it. */
final class MachineText {

    static String of(Machine machine) throws IOException {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("name", machine.name());
        text.put("type", machine.type());
        text.put("memoryMiB", machine.memoryMiB());
        text.put("cpus", machine.cpus());
        text.put("accelerator", machine.accelerator().name());
        machine.kernel().ifPresent(kernel -> text.put("kernel", kernel.toString()));
        machine.initrd().ifPresent(initrd -> text.put("initrd", initrd.toString()));
        text.put("append", machine.append());
        text.put("drives", machine.drives().stream().map(MachineText::map).toList());
        text.put("nics", machine.nics().stream().map(MachineText::map).toList());
        text.put("extraArguments", machine.extraArguments());
        text.put("channels", machine.channels());
        return JSON.std.asString(text);
    }

    private static Map<String, Object> map(Machine.Drive drive) {
        return Map.of(
                "file",
                drive.file().toString(),
                "format",
                drive.format(),
                "bus",
                drive.bus(),
                "readOnly",
                drive.readOnly());
    }

    private static Map<String, Object> map(Machine.Nic nic) {
        Map<String, Object> map = new LinkedHashMap<>(Map.of("model", nic.model(), "mac", nic.mac()));
        nic.netdev().ifPresent(netdev -> map.put("netdev", netdev));
        return map;
    }

    /**
     * Reads what {@link #of} has written.
     *
     * @throws IOException if it is damaged
     */
    static Machine read(String text) throws IOException {
        try {
            Map<String, Object> map = JSON.std.mapFrom(text);
            List<Machine.Drive> drives = new ArrayList<>();
            for (Map<?, ?> drive : maps(map, "drives")) {
                drives.add(new Machine.Drive(
                        Path.of(string(drive, "file")),
                        string(drive, "format"),
                        string(drive, "bus"),
                        Boolean.TRUE.equals(drive.get("readOnly"))));
            }
            List<Machine.Nic> nics = new ArrayList<>();
            for (Map<?, ?> nic : maps(map, "nics")) {
                nics.add(new Machine.Nic(
                        string(nic, "model"), string(nic, "mac"), Optional.ofNullable((String) nic.get("netdev"))));
            }
            return new Machine(
                    string(map, "name"),
                    string(map, "type"),
                    number(map, "memoryMiB"),
                    number(map, "cpus"),
                    Accelerator.valueOf(string(map, "accelerator")),
                    Optional.ofNullable((String) map.get("kernel")).map(Path::of),
                    Optional.ofNullable((String) map.get("initrd")).map(Path::of),
                    string(map, "append"),
                    drives,
                    nics,
                    list(map, "extraArguments").stream().map(String::valueOf).toList(),
                    number(map, "channels"));
        } catch (RuntimeException e) {
            throw new IOException("the description of its machine is damaged: " + e, e);
        }
    }

    private static List<Map<?, ?>> maps(Map<String, Object> map, String key) {
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object each : list(map, key)) {
            maps.add((Map<?, ?>) each);
        }
        return maps;
    }

    private static List<?> list(Map<String, Object> map, String key) {
        return (List<?>) Objects.requireNonNull(map.get(key), key);
    }

    private static int number(Map<String, Object> map, String key) {
        return (Integer) Objects.requireNonNull(map.get(key), key);
    }

    private static String string(Map<?, ?> map, String key) {
        return (String) Objects.requireNonNull(map.get(key), key);
    }

    private MachineText() {}
}

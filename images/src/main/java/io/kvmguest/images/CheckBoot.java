package io.kvmguest.images;

import io.kvmguest.Boot;
import io.kvmguest.Guest;
import io.kvmguest.GuestBootException;
import io.kvmguest.GuestSpec;
import io.kvmguest.shell.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Boots an image, on an overlay as every guest does, to see how it fulfils the contract. */
final class CheckBoot {

    private final Progress progress;

    CheckBoot(Progress progress) {
        this.progress = progress;
    }

    /**
     * Boots it.
     *
     * @param name as the user calls the image
     * @param image as the guest's spec names it
     */
    ContractReport run(String name, String image) {
        return Contract.judge(name, observe(GuestSpec.of(image).nics(1), name));
    }

    private ObservedBoot observe(GuestSpec spec, String name) {
        progress.step("booting " + name);
        Path evidence = temporary();
        try (Guest guest = Guest.start(spec.boot(Boot.COLD).evidence(evidence))) {
            Duration root = guest.bootLog().total().orElse(Duration.ZERO);
            progress.step("looking around in it");
            CommandResult facts = guest.shell()
                    .run(new String(Scripts.read(Scripts.FACTS), StandardCharsets.UTF_8))
                    .requireSuccess();
            return new ObservedBoot(guest.bootLog().text(), Optional.of(root), "", facts(facts.stdout()));
        } catch (GuestBootException e) {
            progress.fail();
            return new ObservedBoot(
                    console(evidence), Optional.empty(), e.failure().message(), Map.of());
        } finally {
            delete(evidence);
        }
    }

    private static Map<String, String> facts(String output) {
        Map<String, String> facts = new TreeMap<>();
        output.lines().forEach(line -> {
            String[] parts = line.split("=", 2);
            if (parts.length == 2) {
                facts.put(parts[0], parts[1].strip());
            }
        });
        return facts;
    }

    private static String console(Path evidence) {
        Path log = evidence.resolve("console.log");
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("kvmguest-check");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

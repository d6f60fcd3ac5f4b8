package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.PartialTranscript;
import io.kvmguest.shell.Sight.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The consoles of real guests, which hang wherever they like, are cut wherever one likes, and into which the kernel prints
 * wherever it likes: nothing wrong is ever typed, and the same shell is found.
 */
class RecordedLoginsTest {

    private static final String NOISE = "[   99.512345] random: crng init done\r\n";
    private static final byte[] USERLAND =
            "[    1.505516] Run /init as init process\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Where each is asked for a command, and how much in front of that is looked at byte by byte. */
    private static final Map<String, String> PROMPTS = Map.ofEntries(
            Map.entry("deb11-upstart", "root@vm:~# "),
            Map.entry("deb12-openrc", "root@vm:~# "),
            Map.entry("deb12-plain-extracpio", "root@vm:~# "),
            Map.entry("deb12-runit", "root@vm:~# "),
            Map.entry("deb12-systemd", "root@vm:~# "),
            Map.entry("deb12-sysvinit", "root@vm:~# "),
            Map.entry("deb13-systemd", "root@vm:~# "),
            Map.entry("deb13-plain-smbios", "root@vm:~# "),
            Map.entry("mini", "root@mini:/root# "),
            Map.entry("openwrt-r43375", "root@(none):/# "));

    private static final int NEAR = 260;

    /** What would be typed something into at once, or soon. */
    private static final Set<Kind> PROMPT_LIKE = EnumSet.of(Kind.ROOT_PROMPT, Kind.PRESS_ENTER);

    private static Stream<String> prompts() {
        return PROMPTS.keySet().stream().sorted();
    }

    private static Stream<String> all() throws IOException {
        List<String> files = new ArrayList<>(filesIn(Path.of("src", "test", "resources", "transcripts")));
        Path shared = Path.of("..", "..", "shared", "transcripts");
        if (Files.isDirectory(shared)) {
            files.addAll(filesIn(shared));
        }
        return files.stream();
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private static String promptOf(String recording) {
        return Objects.requireNonNull(PROMPTS.get(recording));
    }

    private static LoginProcedure.Result run(FakeLink link) {
        return new LoginProcedure(
                        link,
                        link.transcript(),
                        0,
                        1,
                        new Random(1),
                        List.of("/tmp"),
                        new LoginDialog(Credentials.none().login("root", "secret")),
                        null,
                        Duration.ofMinutes(2).toNanos())
                .run();
    }

    /** Returns the last bytes before a recorded prompt, from the start of a line, and the prompt. */
    private static byte[] nearPrompt(String recording) {
        byte[] boot = Recordings.upTo(recording, promptOf(recording));
        int from = Math.max(0, boot.length - NEAR);
        while (from > 0 && boot[from - 1] != '\n') {
            from--;
        }
        return Arrays.copyOfRange(boot, from, boot.length);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** Every recording, whatever came of it, that hangs for ever at any byte; some 40 of them chosen by lot. */
    @ParameterizedTest
    @MethodSource("all")
    void types_nothing_wrong_into_a_guest_that_hangs(String file) throws IOException {
        byte[] boot;
        try (GZIPInputStream raw = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
            boot = raw.readAllBytes();
        }
        Random random = new Random(file.hashCode());
        for (int i = 0; i < 40; i++) {
            int length = 1 + random.nextInt(boot.length);
            FakeLink link = new FakeLink();
            link.print(Arrays.copyOf(boot, length));
            Screen screen = new Screen(link.transcript(), 0);
            Sight sight = screen.look();

            run(link);

            List<String> typed = link.typedText();
            if (sight.kind() == Kind.BOOT_MENU) {
                assertThat(typed).as("hangs at %s", length).containsExactly("\r");
            } else if (!screen.kernelRuns()
                    || EnumSet.of(Kind.EMERGENCY, Kind.INITRAMFS).contains(sight.kind())) {
                assertThat(typed).as("hangs at %s: %s", length, sight).isEmpty();
            } else if (sight.kind() == Kind.LOGIN) {
                // Nobody echoes it.
                assertThat(typed).as("hangs at %s", length).containsExactly("root", "\025", "root", "\025", "root");
            } else {
                assertThat(typed)
                        .as("hangs at %s: %s", length, sight)
                        .allMatch(
                                text -> text.equals("\n") || text.equals("\003\n") || text.startsWith(" /bin/sh -c '"));
            }
        }
    }

    /** What a boot prints up to its prompt, at last byte by byte: nothing in it is answered at once but the prompt. */
    @ParameterizedTest
    @MethodSource("prompts")
    void sees_no_prompt_before_there_is_one(String recording) {
        byte[] boot = Recordings.upTo(recording, promptOf(recording));
        PartialTranscript partial = new PartialTranscript(boot);
        Screen screen = new Screen(partial.transcript(), 0);
        for (int i = 1; i < boot.length; i += i < boot.length - 2_000 ? 3 : 1) {
            partial.upTo(i);
            Sight sight = screen.look();
            if (sight.kind() == Kind.PRESS_ENTER && recording.startsWith("openwrt")) {
                continue;
            }
            assertThat(sight.kind())
                    .as("%s after %s bytes", sight, i)
                    .isNotIn(
                            Kind.ROOT_PROMPT,
                            Kind.PRESS_ENTER,
                            Kind.PASSWORD,
                            Kind.NEW_PASSWORD,
                            Kind.REFUSED,
                            Kind.INITRAMFS,
                            Kind.EMERGENCY,
                            Kind.NOT_BOOTABLE);
        }
        partial.upTo(boot.length);
        assertThat(screen.look().kind()).isEqualTo(Kind.ROOT_PROMPT);
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void sees_the_same_wherever_a_chunk_ends(String recording) {
        byte[] near = nearPrompt(recording);
        FakeLink whole = new FakeLink();
        whole.print(near);
        Sight expected = new Screen(whole.transcript(), 0).look();
        assertThat(expected.kind()).isEqualTo(Kind.ROOT_PROMPT);
        for (int i = 1; i < near.length; i++) {
            FakeLink link = new FakeLink();
            Screen screen = new Screen(link.transcript(), 0);
            link.print(Arrays.copyOf(near, i));
            Sight before = screen.look();
            link.print(Arrays.copyOfRange(near, i, near.length));
            assertThat(screen.look()).as("in two at %s", i).isEqualTo(expected);
            assertThat(PROMPT_LIKE.contains(before.kind()) && i < near.length - 1 && !recording.startsWith("openwrt"))
                    .as("%s at %s", before, i)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void finds_the_shell_wherever_the_kernel_prints(String recording) {
        String prompt = promptOf(recording);
        byte[] near = nearPrompt(recording);
        for (int i = 0; i <= near.length; i++) {
            FakeLink link = new FakeLink();
            link.print(join(
                    USERLAND,
                    Arrays.copyOf(near, i),
                    NOISE.getBytes(StandardCharsets.US_ASCII),
                    Arrays.copyOfRange(near, i, near.length)));
            link.onTyped(new FakeShell(link, prompt));

            LoginProcedure.Result result = run(link);

            assertThat(result.arrival()).as("the kernel at %s", i).isNotNull();
            assertThat(link.typedText().stream().filter(text -> text.startsWith(" /bin/sh -c '")))
                    .as("the kernel at %s", i)
                    .hasSize(1);
            assertThat(link.typedText()).as("the kernel at %s", i).doesNotContain("root", "secret\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vm login: ",
                "Password: ",
                "New password: ",
                "(initramfs) ",
                "Give root password for maintenance\r\n(or press Control-D to continue): ",
                "Please press Enter to activate this console.",
                "root@vm:~# ",
                "\033[?2004hroot@vm:~# ",
                "[root@fedora ~]# "
            })
    void sees_a_question_wherever_the_kernel_prints(String question) {
        FakeLink whole = new FakeLink();
        whole.print(join(USERLAND, question.getBytes(StandardCharsets.UTF_8)));
        Kind expected = new Screen(whole.transcript(), 0).look().kind();
        assertThat(expected).isNotIn(Kind.NOTHING, Kind.UNFINISHED);
        int escape = question.startsWith("\033") ? question.indexOf('h') + 1 : 0;
        for (int i = escape; i <= question.length(); i++) {
            for (String noise : List.of(NOISE, NOISE + NOISE, "[  OK  ] Started something.\r\n")) {
                if (noise.startsWith("[  OK") && i == 0) {
                    continue;
                }
                FakeLink link = new FakeLink();
                Screen screen = new Screen(link.transcript(), 0);
                link.print(USERLAND);
                // Byte by byte, as a slow line brings it.
                for (byte b :
                        (question.substring(0, i) + noise + question.substring(i)).getBytes(StandardCharsets.UTF_8)) {
                    link.print(new byte[] {b});
                    Sight unused = screen.look();
                }
                assertThat(screen.look().kind()).as("%s at %s", noise, i).isEqualTo(expected);
            }
        }
    }
}

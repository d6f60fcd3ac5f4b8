package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmguest.Guest;
import io.kvmguest.GuestSpec;
import io.kvmguest.Prepare;
import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.ImageStore;
import io.kvmguest.images.ImagePreparation.Check;
import io.kvmguest.images.ImagePreparation.Form;
import io.kvmguest.images.ImagePreparation.Order;
import io.kvmguest.images.ImagePreparation.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Debian without the contract (nothing on the serial port, root locked), prepared and booted. */
class ImagePreparationGuestTest {

    private static final String PLAIN = "debian-12-plain";

    @TempDir
    private Path directory;

    private final Progress progress =
            new Progress(new PrintWriter(new StringWriter()), Progress.Style.PLAIN, () -> 0, null);
    private final ImagePreparation preparation = new ImagePreparation(CacheDirectory.standard(), progress);

    @BeforeAll
    static void haveTheImages() {
        HelperGuests.assumeBuilt();
        assumeTrue(
                ImageStore.standard().names().contains(PLAIN),
                "the image '" + PLAIN + "' is not built: ./kvmguest image build " + PLAIN);
    }

    private static Path base() {
        return ImageStore.standard().find(PLAIN).disk().orElseThrow();
    }

    private Order order(Path out, Check check) {
        return new Order(PLAIN, out, Set.of(), Form.OVERLAY, check, false);
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void ends_in_a_root_shell_and_leaves_the_image_alone() throws Exception {
        String before = Digests.of(base());
        Path out = directory.resolve("prepared.qcow2");

        Outcome outcome = preparation.prepare(order(out, Check.BOOT));

        assertThat(outcome.made()).isTrue();
        assertThat(outcome.report().init()).isEqualTo("systemd");
        assertThat(outcome.report().loader()).isEqualTo("grub2, update-grub");
        assertThat(outcome.report().diff())
                .contains("+GRUB_CMDLINE_LINUX=\"console=tty1 console=ttyS0,115200n8 net.ifnames=0 biosdevname=0\"")
                .contains("+++ b/etc/systemd/system/serial-getty@.service.d/zz-kvmguest.conf");
        ContractReport check = outcome.check().orElseThrow();
        assertThat(check.fulfilled()).as(check.text()).isTrue();
        assertThat(Digests.of(base())).isEqualTo(before);
        assertThat(files()).containsExactly("prepared.qcow2");

        Outcome again = preparation.prepare(order(out, Check.BOOT));
        assertThat(again.made()).isFalse();
        assertThat(again.report().changed()).isFalse();
        assertThat(files()).containsExactly("prepared.qcow2");
    }

    @Test
    void leaves_nothing_where_there_is_no_system() throws Exception {
        Path empty = directory.resolve("empty.raw");
        Files.write(empty, new byte[1 << 20]);

        Order order = new Order(
                empty.toString(), directory.resolve("out.qcow2"), Set.of(), Form.STANDALONE, Check.NONE, false);
        assertThatThrownBy(() -> preparation.prepare(order))
                .isInstanceOf(WorkshopException.class)
                .hasMessageStartingWith("Image '" + empty + "' was not prepared.\n  The helper guest says:\n");
        assertThat(files()).containsExactly("empty.raw");
    }

    @Test
    void is_done_for_a_guest_whose_spec_allows_it() throws Exception {
        String before = Digests.of(base());

        try (Guest guest = Guest.start(GuestSpec.of(PLAIN).prepare(Prepare.AUTO))) {
            assertThat(guest.shell().run("id -u").stdout()).isEqualTo("0");
            assertThat(guest.bootLog().contains("Linux version ")).isTrue();
        }

        assertThat(new CachedPreparer().prepared(ImageStore.standard().find(PLAIN)))
                .isPresent();
        assertThat(Digests.of(base())).isEqualTo(before);
    }
}

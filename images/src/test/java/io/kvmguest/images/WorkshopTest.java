package io.kvmguest.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmguest.image.CacheDirectory;
import io.kvmguest.image.Image;
import io.kvmguest.image.ImageStore;
import io.kvmguest.images.Workshop.Outcome;
import io.kvmguest.images.Workshop.When;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WorkshopTest {

    private final Path cache;
    private final StringWriter shown = new StringWriter();
    private final AtomicInteger builds = new AtomicInteger();

    WorkshopTest(@TempDir Path cache) {
        this.cache = cache;
    }

    /** What a build does between making its first file and returning. */
    private interface Deed {
        void happen(Path image, Path scratch) throws IOException;
    }

    private Workshop workshop(Deed deed) {
        ImageBuilder builder = new ImageBuilder() {
            @Override
            public List<String> programs() {
                return List.of();
            }

            @Override
            public Room room() {
                return new Room(0, 0);
            }

            @Override
            public Map<String, String> build(Recipe recipe, Path image, Path scratch, Tools tools, Progress progress)
                    throws IOException {
                progress.step("pretending");
                builds.incrementAndGet();
                Files.writeString(image.resolve("vmlinux"), recipe.key());
                Files.writeString(scratch.resolve("left"), "over");
                deed.happen(image, scratch);
                return Map.of("kernel", "vmlinux", "append", "console=ttyS0");
            }
        };
        Progress progress = new Progress(new PrintWriter(shown), Progress.Style.PLAIN, () -> 0, null);
        return new Workshop(
                new CacheDirectory(cache),
                progress,
                kind -> builder,
                Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC));
    }

    private Workshop workshop() {
        return workshop((image, scratch) -> {});
    }

    private List<String> home() throws IOException {
        try (Stream<Path> children = Files.list(cache.resolve("images/small"))) {
            return children.map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void builds_an_image_that_the_store_finds() throws IOException {
        Recipe recipe = Recipes.small("small", "one");

        Outcome outcome = workshop().build(recipe, When.NEEDED);

        assertThat(outcome.built()).isTrue();
        assertThat(outcome.folder().description()).isEqualTo("A small one");
        assertThat(outcome.folder().properties())
                .containsEntry("built.at", "2026-01-02T03:04:05Z")
                .containsEntry("recipe.key", recipe.key());
        Image image = ImageStore.in(new CacheDirectory(cache)).find("small");
        assertThat(image.memory()).isEqualTo("128M");
        assertThat(image.append()).isEqualTo("console=ttyS0");
        assertThat(image.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(image.kernel().orElseThrow()).hasContent(recipe.key());
        assertThat(home()).containsExactlyInAnyOrder(recipe.key(), "current");
    }

    @Test
    void makes_its_files_read_only() throws IOException {
        Path folder = workshop()
                .build(Recipes.small("small", "one"), When.NEEDED)
                .folder()
                .directory();

        for (String file : List.of("vmlinux", "image.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("r--r--r--");
        }
    }

    @Test
    void builds_the_same_recipe_once() {
        Recipe recipe = Recipes.small("small", "one");
        var unused = workshop().build(recipe, When.NEEDED);

        Outcome again = workshop().build(recipe, When.NEEDED);

        assertThat(again.built()).isFalse();
        assertThat(again.folder().recipeKey()).isEqualTo(recipe.key());
        assertThat(builds).hasValue(1);
    }

    @Test
    void builds_a_changed_recipe_and_removes_what_it_replaces() throws IOException {
        var unused = workshop().build(Recipes.small("small", "one"), When.NEEDED);
        Recipe changed = Recipes.small("small", "two");

        Outcome outcome = workshop().build(changed, When.NEEDED);

        assertThat(outcome.built()).isTrue();
        assertThat(home()).containsExactlyInAnyOrder(changed.key(), "current");
        assertThat(Files.readSymbolicLink(cache.resolve("images/small/current")))
                .hasToString(changed.key());
    }

    @Test
    void builds_again_when_told_to() throws IOException {
        Recipe recipe = Recipes.small("small", "one");
        var first = workshop().build(recipe, When.NEEDED);

        Outcome second = workshop().build(recipe, When.ALWAYS);

        assertThat(builds).hasValue(2);
        assertThat(second.folder().directory()).isNotEqualTo(first.folder().directory());
        assertThat(home()).containsExactlyInAnyOrder(recipe.key() + "-2", "current");
        assertThat(workshop().build(recipe, When.NEEDED).built()).isFalse();
    }

    @Test
    void builds_again_what_is_damaged() throws IOException {
        Recipe recipe = Recipes.small("small", "one");
        Path kernel =
                workshop().build(recipe, When.NEEDED).folder().image().kernel().orElseThrow();
        Files.delete(kernel);

        assertThat(workshop().build(recipe, When.NEEDED).built()).isTrue();
        assertThat(ImageStore.in(new CacheDirectory(cache))
                        .find("small")
                        .kernel()
                        .orElseThrow())
                .exists();
    }

    @Test
    void leaves_nothing_of_a_build_that_failed() throws IOException {
        Workshop failing = workshop((image, scratch) -> {
            throw new WorkshopException("Image 'small' was not built: no.");
        });

        assertThatThrownBy(() -> failing.build(Recipes.small("small", "one"), When.NEEDED))
                .hasMessage("Image 'small' was not built: no.");

        assertThat(home()).isEmpty();
        assertThat(shown.toString()).endsWith("failed after 0.0 s\n");
    }

    @Test
    void keeps_the_image_of_before_when_a_build_fails() throws IOException {
        Recipe before = Recipes.small("small", "one");
        var unused = workshop().build(before, When.NEEDED);
        Workshop failing = workshop((image, scratch) -> {
            throw new IOException("the kernel cannot be read");
        });

        assertThatThrownBy(() -> failing.build(Recipes.small("small", "two"), When.NEEDED))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("Image 'small' was not built: the kernel cannot be read.\n  Cache: " + cache);

        assertThat(home()).containsExactlyInAnyOrder(before.key(), "current");
        assertThat(ImageStore.in(new CacheDirectory(cache))
                        .find("small")
                        .kernel()
                        .orElseThrow())
                .hasContent(before.key());
    }

    @Test
    void says_what_to_do_about_a_full_disk() {
        Workshop failing = workshop((image, scratch) -> {
            throw new FileSystemException("/cache/disk.qcow2", null, "No space left on device");
        });

        assertThatThrownBy(() -> failing.build(Recipes.small("small", "one"), When.NEEDED))
                .hasMessage("Image 'small' was not built: /cache/disk.qcow2: No space left on device."
                        + " The disk is full: free some of it, or name another place by KVMGUEST_CACHE_DIR."
                        + "\n  Cache: " + cache);
    }

    @Test
    void names_the_place_that_may_not_be_written_to() {
        Workshop failing = workshop((image, scratch) -> {
            throw new AccessDeniedException("/cache/images");
        });

        assertThatThrownBy(() -> failing.build(Recipes.small("small", "one"), When.NEEDED))
                .hasMessage("Image 'small' was not built: user " + System.getProperty("user.name")
                        + " may not write to /cache/images.\n  Cache: " + cache);
    }

    @Test
    void tidies_up_after_a_build_that_was_killed() throws IOException {
        Path left = Files.createDirectories(cache.resolve("images/small/.building-123/image"));
        Files.writeString(left.resolve("disk.qcow2"), "torn");

        var unused = workshop().build(Recipes.small("small", "one"), When.NEEDED);

        assertThat(cache.resolve("images/small/.building-123")).doesNotExist();
    }

    @Test
    void shows_an_image_only_when_it_is_whole() {
        Workshop looking = workshop((image, scratch) ->
                assertThat(ImageStore.in(new CacheDirectory(cache)).names()).isEmpty());

        assertThat(looking.build(Recipes.small("small", "one"), When.NEEDED).built())
                .isTrue();
    }

    @Test
    void lets_one_build_while_the_others_wait() throws Exception {
        Recipe recipe = Recipes.small("small", "one");
        CountDownLatch building = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Workshop slow = workshop((image, scratch) -> {
            building.countDown();
            try {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(() -> slow.build(recipe, When.NEEDED));
        assertThat(building.await(60, TimeUnit.SECONDS)).isTrue();
        StringWriter said = new StringWriter();
        CountDownLatch waiting = new CountDownLatch(1);
        Progress progress = new Progress(
                new PrintWriter(said),
                Progress.Style.PLAIN,
                () -> {
                    waiting.countDown();
                    return 0;
                },
                null);
        Workshop second = new Workshop(new CacheDirectory(cache), progress, new Foundations(List.of()));

        CompletableFuture<Outcome> other = CompletableFuture.supplyAsync(() -> second.build(recipe, When.NEEDED));
        assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
        go.countDown();

        assertThat(first.get(60, TimeUnit.SECONDS).folder().directory())
                .isEqualTo(other.get(60, TimeUnit.SECONDS).folder().directory());
        assertThat(builds).hasValue(1);
        assertThat(said.toString())
                .isEqualTo("  waiting for another thread of this process, which builds small 0.0 s\n");
    }
}

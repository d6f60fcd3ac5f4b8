package io.kvmguest.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {

    private final Map<String, String> properties = new HashMap<>(Map.of("user.home", "/home/passwd"));
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void lies_in_the_home_that_the_environment_names() {
        environment.put("HOME", "/home/env");

        assertThat(path()).isEqualTo("/home/env/.cache/kvmguest");
    }

    @Test
    void lies_in_the_jvms_home_without_an_environment() {
        assertThat(path()).isEqualTo("/home/passwd/.cache/kvmguest");
    }

    @Test
    void follows_xdg_before_home() {
        environment.put("HOME", "/home/env");
        environment.put("XDG_CACHE_HOME", "/xdg");

        assertThat(path()).isEqualTo("/xdg/kvmguest");
    }

    @Test
    void ignores_an_xdg_path_that_is_relative_or_empty() {
        environment.put("HOME", "/home/env");
        environment.put("XDG_CACHE_HOME", "xdg");
        assertThat(path()).isEqualTo("/home/env/.cache/kvmguest");

        environment.put("XDG_CACHE_HOME", "");
        assertThat(path()).isEqualTo("/home/env/.cache/kvmguest");
    }

    @Test
    void follows_its_own_variable_before_xdg() {
        environment.put("XDG_CACHE_HOME", "/xdg");
        environment.put("KVMGUEST_CACHE_DIR", "/own");

        assertThat(path()).isEqualTo("/own");
    }

    @Test
    void follows_the_system_property_before_all() {
        environment.put("KVMGUEST_CACHE_DIR", "/own");
        properties.put("kvmguest.cache", "/property/../property/cache");

        assertThat(path()).isEqualTo("/property/cache");
    }

    @Test
    void keeps_images_in_a_folder_of_it() {
        assertThat(new CacheDirectory(Path.of("/c")).images()).isEqualTo(Path.of("/c/images"));
    }

    private String path() {
        return CacheDirectory.of(properties::get, environment::get).path().toString();
    }
}

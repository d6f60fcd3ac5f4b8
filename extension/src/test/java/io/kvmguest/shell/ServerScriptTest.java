package io.kvmguest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerScriptTest {

    @Test
    void is_loaded_by_a_line_whose_echo_does_not_prove_anything() {
        assertThat(ServerScript.loader(new Addition(12345, 23456), "kvmguest.0"))
                .isEqualTo(" /bin/sh -c '[ -t 0 ]&&t=1;command -v setsid>/dev/null&&for p in /sys/class/virtio-ports/*;"
                        + "do read n<$p/name&&[ $n = kvmguest.0 ]&&{ d=/dev/${p##*/};[ -w $d ]&&"
                        + "{ K=$t$((12345+23456)) L=$PPID setsid setsid /bin/sh <>$d >&0 2>&0&&v=p;};};done 2>&-;"
                        + "[ $v ]||stty raw -echo||m=s;while echo kvmguest$v$((12345+23456));"
                        + "[ -z $v ]&&read -r$m l;do eval \"$l\";done'\n")
                .doesNotContain(ServerScript.proof(new Addition(12345, 23456)))
                .doesNotContain("!");
        assertThat(ServerScript.proof(new Addition(12345, 23456))).isEqualTo("kvmguest35801");
    }

    @Test
    void starts_by_a_line_that_every_terminal_takes() {
        String line = ServerScript.start(new Signature("<abc", "def>"), "kvmguest.x", List.of("/run", "/tmp"));
        assertThat(line)
                .startsWith("P='\\033_\\274\\341\\342\\343' Q='\\344\\345\\346\\276\\033\\\\' T='\\260\\260\\260\\260'"
                        + " R=kvmguest.x Y='/run /tmp';eval \"$(printf '")
                .matches("[ -~]*\n")
                .hasSizeLessThan(4_095);
    }
}

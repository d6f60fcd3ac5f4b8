package io.kvmguest.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvmguest.console.Mark;
import io.kvmguest.console.Transcript;
import org.junit.jupiter.api.Test;

class FirmwareTest {

    @Test
    void is_found_where_it_begins() {
        String before = "SeaBIOS (version 1.16.2)\r\n[   9.1] reboot: Restarting system\u00e9\r\n\033c";
        byte[] raw = (before + "SeaBIOS (version 1.16.2)\r\nBooting").getBytes(UTF_8);
        Transcript transcript = Transcript.of(raw);
        Mark behindTheFirst = new Mark(10);
        int begin = before.getBytes(UTF_8).length;

        assertThat(Firmware.beginning(transcript, behindTheFirst, transcript.end()))
                .contains(new Mark(begin));
        assertThat(Firmware.beginning(transcript, behindTheFirst, new Mark(begin + 3)))
                .isEmpty();
        assertThat(Firmware.beginning(transcript, transcript.end(), transcript.end()))
                .isEmpty();
    }
}

package io.kvmguest.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressOrderTest {

    private static List<IpPrefix> prefixes(String... texts) {
        return Arrays.stream(texts).map(IpPrefix::parse).toList();
    }

    @Test
    void has_the_first_of_each_subnet_before_the_others() {
        assertThat(AddressOrder.of(prefixes("10.0.0.1/24", "10.0.0.2/24", "10.1.0.1/24")))
                .isEqualTo(prefixes("10.0.0.1/24", "10.1.0.1/24", "10.0.0.2/24"));
    }

    @Test
    void lets_stay_what_is_in_order_and_no_more() {
        List<IpPrefix> wanted = prefixes("10.0.0.3/24", "10.0.0.2/24", "10.0.0.1/24");

        assertThat(AddressOrder.staying(wanted, wanted)).isEqualTo(3);
        assertThat(AddressOrder.staying(prefixes("10.0.0.3/24"), wanted)).isEqualTo(1);
        assertThat(AddressOrder.staying(prefixes("10.0.0.3/24", "10.0.0.1/24"), wanted))
                .isEqualTo(1);
        assertThat(AddressOrder.staying(prefixes("10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24"), wanted))
                .isZero();
        assertThat(AddressOrder.staying(prefixes(), wanted)).isZero();
    }
}

package io.kvmguest.junit;

import io.kvmguest.network.Segment;

/**
 * A network that someone asked for, and where.
 *
 * @param name its name
 * @param seed what it does at random it does by this; 0 for another one each time
 * @param hub whether it is one
 * @param captured whether what passes over it is kept
 * @param place whose it is: {@code RoutingTest}, {@code RoutingTest.survives()}
 */
record NetworkDeclaration(String name, long seed, boolean hub, boolean captured, String place) {

    Segment create() {
        Segment segment = seed == 0 ? Segment.create(name) : Segment.create(name, seed);
        return hub ? segment.hub() : segment;
    }
}

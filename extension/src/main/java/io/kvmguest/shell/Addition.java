package io.kvmguest.shell;

import java.util.random.RandomGenerator;

/** Two numbers that a guest has to add, to prove that a shell has understood what it was told: nobody can know the sum. */
record Addition(int a, int b) {

    /** Returns one whose sum has five digits. */
    static Addition random(RandomGenerator random) {
        return new Addition(10_000 + random.nextInt(40_000), 10_000 + random.nextInt(40_000));
    }

    /** Returns it in words of the shell. */
    String expression() {
        return "$((" + a + "+" + b + "))";
    }

    int sum() {
        return a + b;
    }
}

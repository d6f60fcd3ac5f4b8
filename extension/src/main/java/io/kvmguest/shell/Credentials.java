package io.kvmguest.shell;

import java.util.Objects;

/**
 * What a guest may be told where it asks who logs in. Never part of a message.
 *
 * @param user the name; empty for none
 * @param password its password; empty for none
 * @param rootPassword root's password, for {@code su} where somebody else has been logged in; empty for none
 */
public record Credentials(String user, String password, String rootPassword) {

    private static final Credentials NONE = new Credentials("", "", "");

    public Credentials {
        requireOneLine(user, "user");
        requireOneLine(password, "password");
        requireOneLine(rootPassword, "rootPassword");
    }

    /** Returns that nothing is known. */
    public static Credentials none() {
        return NONE;
    }

    /**
     * Returns a copy with a user and its password.
     *
     * @throws IllegalArgumentException if the name is blank, or if one holds control characters, which would end the line
     */
    public Credentials login(String user, String password) {
        if (user.isBlank()) {
            throw new IllegalArgumentException("user must not be blank");
        }
        return new Credentials(user, password, rootPassword);
    }

    /**
     * Returns a copy with root's password.
     *
     * @throws IllegalArgumentException if it holds control characters, which would end the line
     */
    public Credentials rootPassword(String rootPassword) {
        return new Credentials(user, password, rootPassword);
    }

    private static void requireOneLine(String text, String name) {
        Objects.requireNonNull(text, () -> name + " must not be null");
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " must not hold control characters");
        }
    }

    /** Returns whose they are, and no password. */
    @Override
    public String toString() {
        return user.isEmpty() ? "no credentials" : "credentials of '" + user + "'";
    }
}

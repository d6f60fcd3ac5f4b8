package io.kvmguest.shell;

/** What is said where a guest asks who logs in. Everything is said once only, for accounts lock. */
final class LoginDialog {

    private static final String ROOT = "root";

    private final Credentials credentials;
    private String secret;
    private boolean nameTyped;
    private boolean named;
    private boolean secretGiven;
    private boolean ascending;

    LoginDialog(Credentials credentials) {
        this.credentials = credentials;
        this.secret = credentials.password();
    }

    /** Returns whether anything can be said at all. */
    boolean hasName() {
        return !credentials.user().isEmpty();
    }

    /** Returns whether there is a name to be given. */
    boolean owesName() {
        return hasName() && !named && !ascending;
    }

    /** Returns the name, and remembers that it was asked for. */
    String name() {
        nameTyped = true;
        return credentials.user();
    }

    /** Returns whether the name was typed, whether anybody has taken notice or not. */
    boolean hasTypedName() {
        return nameTyped;
    }

    /** Remembers that the name was echoed, and so was given. */
    void nameGiven() {
        named = true;
    }

    /**
     * Returns whether there is a password to be given.
     *
     * @param autologin whom the getty has logged in by itself; empty for nobody
     */
    boolean owesSecret(String autologin) {
        return !secret.isEmpty() && (named || ascending || credentials.user().equals(autologin));
    }

    /** Returns the password that is asked for, and forgets it. */
    String secret() {
        String given = secret;
        secret = "";
        secretGiven = true;
        return given;
    }

    /** Returns whether a shell that is not root's may become root's. */
    boolean canAscend() {
        return !ascending && (hasName() || !rootSecret().isEmpty());
    }

    /**
     * Returns what a shell that is not root's does to become root's: {@code su} where root's password is known, else
     * {@code sudo}, which asks for the user's own.
     */
    String ascent() {
        ascending = true;
        String root = rootSecret();
        secret = root.isEmpty() ? credentials.password() : root;
        String program = root.isEmpty() ? "sudo" : "su";
        // What root's shell is given is for root's login to decide; the prompt is for us to know.
        String command = root.isEmpty() ? "sudo -k -p 'Password: ' -i" : "su -";
        return "echo;rm -rf \"$D\";stty sane;exec 2>&1;LC_ALL=C;export LC_ALL;command -v " + program
                + " >/dev/null||{ echo " + program + ": not found;exit; };exec " + command;
    }

    private String rootSecret() {
        return credentials.rootPassword().isEmpty() && credentials.user().equals(ROOT)
                ? credentials.password()
                : credentials.rootPassword();
    }

    /** Returns whether anything was said. */
    boolean hasBegun() {
        return named || secretGiven || ascending;
    }

    /** Returns whether a password was given. */
    boolean hasGivenSecret() {
        return secretGiven;
    }

    /** Returns who wanted in, as far as is known here. */
    String who() {
        if (!hasBegun()) {
            return "whom its getty logs in";
        } else if (!ascending) {
            return "'" + credentials.user() + "'";
        }
        return rootSecret().isEmpty() ? "'" + credentials.user() + "' by sudo" : "root by su";
    }
}

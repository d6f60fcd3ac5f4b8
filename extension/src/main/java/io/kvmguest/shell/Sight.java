package io.kvmguest.shell;

/**
 * What stands on a console for somebody to react to.
 *
 * @param text the line that says so
 * @param offset where that line begins in the transcript
 */
record Sight(Kind kind, String text, long offset) {

    /** All states that a console can be in for somebody who waits for a shell; each has an act of its own. */
    enum Kind {
        /** Nothing to react to: firmware, a kernel or services at work, or silence. */
        NOTHING,
        /** A line that is not complete, which may be a prompt or something that takes its time. */
        UNFINISHED,
        /** It ends like a prompt. */
        PROMPT,
        /** It is a prompt of root's in one of the usual forms. */
        ROOT_PROMPT,
        /** {@code Please press Enter to activate this console.} */
        PRESS_ENTER,
        /** Somebody is asked for a name. */
        LOGIN,
        /** Somebody is asked for a password. */
        PASSWORD,
        /** The password that was given is right, but another one is demanded. */
        NEW_PASSWORD,
        /** Somebody was not let in. */
        REFUSED,
        /** The shell of an initramfs. */
        INITRAMFS,
        /** A shell or a question of an init system that could not go on booting. */
        EMERGENCY,
        /** A boot loader counts down and goes on by itself, unless a key is pressed. */
        COUNTDOWN,
        /** A boot loader waits for a choice; Enter takes the one it proposes. */
        BOOT_MENU,
        /** The prompt of a boot loader or a firmware. */
        BOOT_LOADER,
        /** The firmware has found nothing to boot. */
        NOT_BOOTABLE;

        /** Returns whether it is answered by typing something, once. */
        boolean asks() {
            return switch (this) {
                case PRESS_ENTER, LOGIN, PASSWORD, COUNTDOWN, BOOT_MENU -> true;
                case NOTHING, UNFINISHED, PROMPT, ROOT_PROMPT -> false;
                case NEW_PASSWORD, REFUSED, INITRAMFS, EMERGENCY, BOOT_LOADER, NOT_BOOTABLE -> false;
            };
        }

        /** Returns whether it stays what is to be reacted to when something else is seen after it. */
        boolean outweighs(Kind later) {
            return switch (this) {
                case NOTHING, UNFINISHED, PROMPT, ROOT_PROMPT, LOGIN, PASSWORD, BOOT_LOADER -> false;
                case PRESS_ENTER -> later == NOTHING || later == UNFINISHED;
                // Both are drawn, with much text around them.
                case COUNTDOWN, BOOT_MENU ->
                    later != COUNTDOWN && later != BOOT_MENU && later != BOOT_LOADER && later != NOT_BOOTABLE;
                case NEW_PASSWORD, REFUSED, INITRAMFS, EMERGENCY, NOT_BOOTABLE -> true;
            };
        }
    }
}

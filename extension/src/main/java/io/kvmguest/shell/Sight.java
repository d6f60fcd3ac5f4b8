package io.kvmguest.shell;

/**
 * What stands on a console for somebody to react to.
 *
 * @param text the line that says so
 * @param offset where that line begins in the transcript
 */
record Sight(Kind kind, String text, long offset) {

    enum Kind {
        /** Nothing to react to. */
        NOTHING,
        /** A line that is not complete, which may be a prompt or something that takes its time. */
        UNFINISHED,
        /** It ends like a prompt. */
        PROMPT,
        /** It is a prompt of root's in one of the usual forms. */
        ROOT_PROMPT,
        /** {@code Please press Enter to activate this console.} */
        PRESS_ENTER,
        LOGIN,
        PASSWORD,
        /** A shell or a question of something that could not go on booting. */
        EMERGENCY,
        /** The prompt of a boot loader or a firmware. */
        BOOT_LOADER,
        /** The firmware has found nothing to boot. */
        NOT_BOOTABLE;

        /** Returns whether it stays what is to be reacted to when something else is seen after it. */
        boolean outweighs(Kind later) {
            return switch (this) {
                case NOTHING, UNFINISHED, PROMPT, ROOT_PROMPT, LOGIN, PASSWORD, BOOT_LOADER -> false;
                case PRESS_ENTER -> later == NOTHING || later == UNFINISHED;
                case EMERGENCY, NOT_BOOTABLE -> true;
            };
        }
    }
}

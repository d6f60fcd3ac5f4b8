package io.kvmguest;

/** A template does not give a guest that answers. Nobody outside sees it: the template is built anew. */
final class BrokenTemplateException extends Exception {

    private static final long serialVersionUID = 1;

    BrokenTemplateException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}

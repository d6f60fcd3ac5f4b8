package io.kvmguest.shell;

/** How a guest's boot ended for somebody who waits for a root shell on its console. */
public sealed interface Login permits RootShellReady, LoginFailure {}

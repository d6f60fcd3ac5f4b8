package io.kvmguest.shell;

/** Ports that are always open. */
final class OpenPorts implements GuestPorts.Machine {

    @Override
    public void plugIn(int number) {}

    @Override
    public boolean isOpen(int number) {
        return true;
    }
}

package io.kvmguest.shell;

/** How a root shell was come by, in the order in which ways are tried. */
public enum LoginRoute {
    /** The image logs root in on its console itself, or starts a shell there. */
    AUTOLOGIN("autologin"),
    /** A credential that QEMU passes by SMBIOS had the guest's systemd, 256 or later, log root in. */
    SYSTEMD_CREDENTIAL("systemd credential"),
    /** The name and the password that the user gave. */
    CREDENTIALS("login with credentials"),
    /** A NoCloud seed that cloud-init has read. */
    CLOUD_INIT("cloud-init"),
    /** The image was prepared before: it did not log root in, and a copy of it does now. */
    PREPARED("preparing");

    private final String words;

    LoginRoute(String words) {
        this.words = words;
    }

    /** Returns what messages and reports call it. */
    @Override
    public String toString() {
        return words;
    }
}

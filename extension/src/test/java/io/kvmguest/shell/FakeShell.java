package io.kvmguest.shell;

import static io.kvmguest.shell.Frames.number;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link ServerScript} finds at the other end: a shell with a prompt, then the loader, then the guest's half. */
final class FakeShell implements Consumer<String> {

    private static final Pattern LOADER = Pattern.compile("kvmguest\\$v\\$\\(\\((\\d+)\\+(\\d+)\\)\\)");
    private static final Pattern START = Pattern.compile("P='\\\\033_([^']*)' Q='([^']*)\\\\033\\\\\\\\'");
    private static final Duration SOON = Duration.ofMillis(20);

    private final FakeLink link;
    private final String prompt;
    private final Deque<String> noises = new ArrayDeque<>();
    private String hello = number(0) + number(43) + "111c";
    private String proof = "";
    private boolean reads = true;
    private int deafFor;
    private boolean helloIsLost;
    private boolean loaderIsLost;
    private String signature = "";

    FakeShell(FakeLink link, String prompt) {
        this.link = link;
        this.prompt = prompt;
    }

    FakeShell hello(String body) {
        hello = body;
        return this;
    }

    /** Takes no notice of so many lines: nobody reads yet, and getty will flush what was typed. */
    FakeShell deafFor(int lines) {
        deafFor = lines;
        return this;
    }

    /** Prints this in the middle of the next answer, and then the next one. */
    FakeShell noise(String text) {
        noises.add(text);
        return this;
    }

    /** Says a hello that gets lost. */
    FakeShell losingHello() {
        helloIsLost = true;
        return this;
    }

    /** Has its loader end behind its proof, so that what is typed then opens a quotation at the prompt, until it is cancelled. */
    FakeShell losingTheLoader() {
        loaderIsLost = true;
        return this;
    }

    @Override
    public void accept(String typed) {
        if (deafFor > 0) {
            deafFor--;
            return;
        }
        Matcher loader = LOADER.matcher(typed);
        Matcher start = START.matcher(typed);
        if (loaderIsLost && !proof.isEmpty()) {
            if (typed.startsWith("\003")) {
                loaderIsLost = false;
                proof = "";
            }
            link.print(SOON, loaderIsLost ? "> " : "^C\r\n" + prompt);
        } else if (!signature.isEmpty()) {
            requested(typed);
        } else if (!proof.isEmpty() && start.find()) {
            signature = unescape(start.group(1)) + " " + unescape(start.group(2));
            if (!helloIsLost) {
                answer("0000h" + hello);
            }
        } else if (!proof.isEmpty() && !loader.find()) {
            say(proof + "\n");
        } else if (loader.find(0)) {
            proof = "kvmguest" + (Integer.parseInt(loader.group(1)) + Integer.parseInt(loader.group(2)));
            link.print(SOON, typed.replaceAll("(.{67})", "$1\r\r\n").replace("\n", "\r\n"));
            say(proof + "\r\n");
        } else if (reads) {
            link.print(SOON, typed.replace("\003", "^C\r\n").replace("\n", "\r\n") + prompt);
        }
    }

    private void requested(String typed) {
        answer(typed.contains("h;L=") ? "0000h" + hello : "n");
    }

    private void say(String text) {
        String noise = noises.isEmpty() ? "" : noises.remove();
        link.print(SOON, text.substring(0, 4) + noise + text.substring(4));
    }

    private void answer(String content) {
        String[] parts = signature.split(" ", -1);
        link.print(SOON, Frames.frame(new Signature(parts[0], parts[1]), content));
    }

    private static String unescape(String format) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i += 4) {
            text.append((char) (Integer.parseInt(format.substring(i + 1, i + 4), 8) & 0x7f));
        }
        return text.toString();
    }
}

package io.kvmguest.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequiredLiteralTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            Reached target (\\w+)      ~ 'Reached target '
            ^\\[ *\\d+\\.\\d+\\] Linux  ~ '] Linux'
            login: $                   ~ 'login: '
            (a|b)login[|]prompt        ~ prompt
            colou?red                  ~ colo
            lo+gin                     ~ gin
            abcd{0,3}ef                ~ abc
            abc\\n                     ~ abc
            \\[  OK  \\]               ~ '[  OK  ]'
            (?:x|(y))(?<name>z)abc     ~ abc
            [a[^b]]+abc                ~ abc
            ab                         ~
            login|Login                ~
            (?i)login                  ~
            (?i:x)login                ~
            abc\\Qd*\\Eef              ~
            \\x41bcd                   ~
            (a)bcd\\12def              ~
            []abc]def                  ~
            """)
    void is_found(String regex, String literal) {
        assertThat(RequiredLiteral.of(Pattern.compile(regex))).isEqualTo(literal);
    }

    @Test
    void is_not_looked_for_under_flags_that_change_the_meaning() {
        assertThat(RequiredLiteral.of(Pattern.compile("login", Pattern.MULTILINE)))
                .isEqualTo("login");
        assertThat(RequiredLiteral.of(Pattern.compile("login", Pattern.CASE_INSENSITIVE)))
                .isNull();
        assertThat(RequiredLiteral.of(Pattern.compile("lo gin", Pattern.COMMENTS)))
                .isNull();
        assertThat(RequiredLiteral.of(Pattern.compile("a+b", Pattern.LITERAL))).isNull();
    }

    @Test
    void stands_in_every_match() {
        Random random = new Random(3);
        String[] parts = {
            "a", "b", "ab", "abc", ".", "?", "*", "+", "{2}", "{0,1}", "(", ")", "|", "[ab]", "[^a]", "[", "]", "^",
            "\\b", "\\w", "\\.", "(?:", "(?=", "(?!", "??", "*+", "\\1", "\\\\", "}", "(?i)", "(?x)"
        };
        int literals = 0;
        int matches = 0;
        for (int round = 0; round < 200_000; round++) {
            StringBuilder regex = new StringBuilder();
            for (int i = 2 + random.nextInt(6); i > 0; i--) {
                regex.append(parts[random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(parts.length)]);
            }
            Pattern pattern;
            try {
                pattern = Pattern.compile(regex.toString());
            } catch (PatternSyntaxException e) {
                continue;
            }
            String literal = RequiredLiteral.of(pattern);
            if (literal == null) {
                continue;
            }
            literals++;
            for (int i = 0; i < 20; i++) {
                StringBuilder text = new StringBuilder();
                for (int j = random.nextInt(12); j > 0; j--) {
                    text.append("abcab.\\xA".charAt(random.nextInt(9)));
                }
                Matcher matcher = pattern.matcher(text);
                while (matcher.find()) {
                    matches++;
                    assertThat(matcher.group())
                            .as("match of %s in %s", regex, text)
                            .contains(literal);
                }
            }
        }
        assertThat(literals).isGreaterThan(1_000);
        assertThat(matches).isGreaterThan(1_000);
    }
}

package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTextTests {

    @Test
    void rendersMarkdownBelowTheHeadingOfItsCard() {
        assertThat(MarkdownText.html("# Faster\nReads *half* the `rows < 3`. [Ticket](https://tickets.example.com/311)")).isEqualTo("""
                <h3>Faster</h3>
                <p>Reads <em>half</em> the <code>rows &lt; 3</code>. <a rel="nofollow" href="https://tickets.example.com/311">Ticket</a></p>
                """);
    }

    @Test
    void showsAnImageAsALink() {
        assertThat(MarkdownText.html("![picture *one*](https://example.com/track.png)"))
                .isEqualTo("<p><a rel=\"nofollow\" href=\"https://example.com/track.png\">picture <em>one</em></a></p>\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick=alert(1)>b</b>",
        "<a href='javascript:alert(1)'>x</a>", "<iframe src=https://example.com></iframe>", "```\n<script>alert(1)</script>\n```"})
    void showsHtmlInsteadOfRunningIt(String notes) {
        assertThat(MarkdownText.html(notes)).contains("&lt;").doesNotContainPattern("<(script|img|b|a|iframe)\\b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)", "![x](javascript:alert(1))",
        "[x](vbscript:x)", "<javascript:alert(1)>", "[x]\n\n[x]: javascript:alert(1)"})
    void leadsNowhereButToTheWeb(String notes) {
        assertThat(MarkdownText.html(notes)).contains("href=\"\"");
    }
}

package com.trmlabs.portal.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * A page outside of the application's frame, for whoever is not signed in or asked for what is no page.
 *
 * @param text what happened, what it means, what to do
 * @param path where the one link of the page leads, in the portal
 */
public record PlainPage(String title, String text, String path, String link) {

    private static final String FORM = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1$s</title>
            <style>
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
            main { max-width: 36rem; margin: 15vh auto; padding: 0 1rem }
            </style>
            </head>
            <body><main>
            <h1>%1$s</h1>
            <p role="alert">%2$s</p>
            <p><a href="%3$s">%4$s</a></p>
            </main></body>
            </html>
            """;

    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_HTML_VALUE + ";charset=UTF-8");
        response.getWriter().write(FORM.formatted(HtmlUtils.htmlEscape(title), HtmlUtils.htmlEscape(text), request.getContextPath() + path, HtmlUtils.htmlEscape(link)));
    }
}

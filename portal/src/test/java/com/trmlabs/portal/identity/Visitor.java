package com.trmlabs.portal.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser of their own, less the JavaScript: follows redirects, keeps cookies, fills the sign-in form. */
final class Visitor {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).followRedirects(HttpClient.Redirect.ALWAYS).build();
    private final URI portal;

    Visitor(int port) {
        portal = URI.create("http://127.0.0.1:" + port);
    }

    HttpResponse<String> open(String path) {
        return send(HttpRequest.newBuilder(portal.resolve(path)).header("Accept", "text/html"));
    }

    /** Opens the path and signs in where the provider asks. */
    HttpResponse<String> open(String path, String login) {
        var page = open(path);
        return asksForPassword(page) ? type(page, login) : page;
    }

    HttpResponse<String> type(HttpResponse<String> form, String login) {
        Matcher csrf = CSRF.matcher(form.body());
        if (!csrf.find()) {
            throw new AssertionError("No sign-in form at " + form.uri() + ": " + form.body());
        }
        var fields = Map.of("username", login, "password", "demo", "code", "", "_csrf", csrf.group(1));
        var body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(form.uri().resolve("/login")).header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static boolean asksForPassword(HttpResponse<String> page) {
        return page.uri().getPath().equals("/login");
    }

    String sessionId() {
        return cookies.getCookieStore().getCookies().stream().filter(cookie -> cookie.getName().equals("portal")).findFirst().orElseThrow().getValue();
    }

    /** Forgets the session at the provider, as after closing the browser there. */
    void forgetProvider() {
        cookies.getCookieStore().getCookies().stream().filter(cookie -> !cookie.getName().equals("portal")).toList()
                .forEach(cookie -> cookies.getCookieStore().remove(null, cookie));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}

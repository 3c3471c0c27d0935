package com.trmlabs.portal.rehearsal.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person with a browser and the portal that sends them to the identity provider. */
final class Browser {

    private static final String VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789";
    private static final String REDIRECT = "http://127.0.0.1:45678/login/oauth2/code/portal";

    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI issuer;
    private int states;

    Browser(URI issuer) {
        this.issuer = issuer;
    }

    /** Opens the authorization page; the answer is the redirect that follows. */
    URI authorize(String... more) throws Exception {
        return URI.create(location(get(authorizeUri(more))));
    }

    private URI authorizeUri(String... more) throws Exception {
        var challenge = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        var query = form(Map.of("response_type", "code", "client_id", "portal", "redirect_uri", REDIRECT, "scope",
                "openid profile email groups offline_access", "state", "s" + states++, "nonce", "n", "code_challenge", challenge,
                "code_challenge_method", "S256"));
        return issuer.resolve("/oauth2/authorize?" + query + (more.length == 0 ? "" : "&" + String.join("&", more)));
    }

    /** Types name, password and code; the answer is where the browser goes then. */
    URI type(String login, String password, String code) throws Exception {
        var page = get(issuer.resolve("/login")).body();
        var csrf = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
        csrf.find();
        return URI.create(location(post("/login",
                Map.of("username", login, "password", password, "code", code, "_csrf", csrf.group(1)), "")));
    }

    /** The whole way: authorize, sign in where asked, back to the portal, code for tokens. */
    JsonNode signIn(String login, String... more) throws Exception {
        var to = authorize(more);
        if (to.getPath().equals("/login")) {
            to = URI.create(location(get(type(login, "demo", ""))));
        }
        return tokens(to);
    }

    JsonNode tokens(URI redirect) throws Exception {
        var code = Pattern.compile("code=([^&]+)").matcher(redirect.getQuery());
        code.find();
        var answer = token(Map.of("grant_type", "authorization_code", "code", code.group(1), "redirect_uri", REDIRECT, "code_verifier", VERIFIER));
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    HttpResponse<String> refresh(JsonNode tokens) throws Exception {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", tokens.get("refresh_token").asString()));
    }

    HttpResponse<String> token(Map<String, String> form) throws Exception {
        var client = Base64.getEncoder().encodeToString("portal:portal-rehearsal-only".getBytes(StandardCharsets.US_ASCII));
        return post("/oauth2/token", form, "Basic " + client);
    }

    HttpResponse<String> userInfo(JsonNode tokens) throws Exception {
        var request = HttpRequest.newBuilder(issuer.resolve("/userinfo"))
                .header("Authorization", "Bearer " + tokens.get("access_token").asString()).build();
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(issuer.resolve(uri)).header("Accept", "text/html").build(), BodyHandlers.ofString());
    }

    static JWTClaimsSet claims(JsonNode tokens) throws Exception {
        return SignedJWT.parse(tokens.get("id_token").asString()).getJWTClaimsSet();
    }

    private HttpResponse<String> post(String path, Map<String, String> form, String authorization) throws Exception {
        var request = HttpRequest.newBuilder(issuer.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(form)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location")
                .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
    }

    private static String form(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}

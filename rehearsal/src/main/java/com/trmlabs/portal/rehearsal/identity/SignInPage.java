package com.trmlabs.portal.rehearsal.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The page on which people type their password. */
final class SignInPage {

    private static final String PAGE = page();

    private SignInPage() {}

    static RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/login", SignInPage::show)
                .GET("/", request -> show(request))
                .build();
    }

    private static ServerResponse show(ServerRequest request) {
        var csrf = (CsrfToken) request.servletRequest().getAttribute(CsrfToken.class.getName());
        var page = PAGE.replace("{csrf}", csrf.getToken()).replace("{note}", note(request));
        return ServerResponse.ok().contentType(MediaType.TEXT_HTML).body(page);
    }

    private static String note(ServerRequest request) {
        if (request.param("error").isPresent()) {
            return "<p class=\"note bad\" role=\"alert\">That did not work: wrong name, password or code, or the account is disabled.</p>";
        }
        return request.param("logout").isPresent() ? "<p class=\"note\" role=\"status\">You are signed out.</p>" : "";
    }

    private static String page() {
        try {
            return new ClassPathResource("rehearsal/sign-in.html").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read sign-in.html", e);
        }
    }
}

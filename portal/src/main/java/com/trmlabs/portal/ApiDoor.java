package com.trmlabs.portal;

import com.trmlabs.portal.identity.DeniedPages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers machines that may not come in, in the API's own form. */
@Component
class ApiDoor implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final JsonMapper json;
    private final DeniedPages denied;

    ApiDoor(JsonMapper json, DeniedPages denied) {
        this.json = json;
        this.denied = denied;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) throws IOException {
        if (failure instanceof LockedException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "60");
            write(response, HttpStatus.TOO_MANY_REQUESTS, failure.getMessage(), "Requests from there are refused for now.", "Wait, then use a token that works.");
        } else if (failure instanceof BadCredentialsException) {
            write(response, HttpStatus.UNAUTHORIZED, failure.getMessage(), "The request was not carried out.", "Use a token that works.");
        } else {
            write(response, HttpStatus.UNAUTHORIZED, "The request came without a token.", "The request was not carried out.",
                    "Send it as 'Authorization: Bearer <token>'. An administrator makes tokens under Admin, Tokens.");
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denial) throws IOException {
        denied.record(request.getRequestURI());
        write(response, HttpStatus.FORBIDDEN, "The token does not allow this.", "The request was not carried out.",
                "Use a token with the scope that this call needs.");
    }

    private void write(HttpServletResponse response, HttpStatus status, String what, String means, String todo) throws IOException {
        if (status == HttpStatus.UNAUTHORIZED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Problems.problem(status, what, means, todo));
    }
}

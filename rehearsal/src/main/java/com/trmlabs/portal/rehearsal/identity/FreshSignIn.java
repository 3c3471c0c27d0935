package com.trmlabs.portal.rehearsal.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Asks for the password again where an authorization request says so ({@code prompt=login}, {@code max_age}) or the
 * account has been disabled since; the framework itself knows neither.
 */
final class FreshSignIn extends OncePerRequestFilter {

    private static final String ASKED = FreshSignIn.class.getName() + ".";

    private final People people;
    private final Clock clock;
    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

    FreshSignIn(People people, Clock clock) {
        this.people = people;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().equals("/oauth2/authorize");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var maxAge = request.getParameter("max_age");
        if (maxAge != null && !maxAge.matches("\\d{1,9}")) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "max_age has to be a number of seconds");
            return;
        }
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (!(authentication instanceof UsernamePasswordAuthenticationToken) || !suffices(authentication, request)) {
            request.getSession().setAttribute(asked(request), clock.instant());
            SecurityContextHolder.clearContext();
            contexts.saveContext(SecurityContextHolder.createEmptyContext(), request, response);
        }
        chain.doFilter(request, response);
    }

    private boolean suffices(Authentication authentication, HttpServletRequest request) {
        var signIn = PasswordSignIn.time(authentication);
        if (!people.bySubject(authentication.getName()).accepts(signIn)) {
            return false;
        }
        return answersTheAsking(request, signIn) || !wantsPassword(request) && youngEnough(request, signIn);
    }

    /** The request comes back after the sign-in that it led to; it comes back once. */
    private static boolean answersTheAsking(HttpServletRequest request, Instant signIn) {
        var asked = (Instant) request.getSession().getAttribute(asked(request));
        if (asked == null || !signIn.isAfter(asked)) {
            return false;
        }
        request.getSession().removeAttribute(asked(request));
        return true;
    }

    private static boolean wantsPassword(HttpServletRequest request) {
        var prompt = request.getParameter("prompt");
        return prompt != null && Arrays.asList(prompt.split(" ")).contains("login");
    }

    private boolean youngEnough(HttpServletRequest request, Instant signIn) {
        var maxAge = request.getParameter("max_age");
        return maxAge == null || signIn.plusSeconds(Long.parseLong(maxAge)).isAfter(clock.instant());
    }

    private static String asked(HttpServletRequest request) {
        return ASKED + request.getParameter("state");
    }
}

package com.trmlabs.portal.rehearsing;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Sends browsers from localhost to 127.0.0.1: the rehearsal's identity provider sends people back to that address only. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LocalhostRedirect extends OncePerRequestFilter {

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServerName().equals("localhost") || !request.getMethod().equals("GET") || request.getRequestURI().startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        response.sendRedirect(ServletUriComponentsBuilder.fromRequest(request).host("127.0.0.1").build().toUriString());
    }
}

package com.trmlabs.portal;

import com.vaadin.flow.spring.security.VaadinAwareSecurityContextHolderStrategy;
import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer.AuthorizedUrl;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/** Who gets in by which door: probes, machines with a token, people with a browser. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String OPENAPI = "/api/v1/openapi";
    private static final String LOGIN = "/oauth2/authorization/portal";
    private static final String BEARER = "Bearer ";

    /** The holder is one for the whole JVM, so this is too: a second portal beside this one must not take it away. */
    static final SecurityContextHolderStrategy CONTEXTS = new VaadinAwareSecurityContextHolderStrategy();

    @Bean
    SecurityContextHolderStrategy securityContexts() {
        SecurityContextHolder.setContextHolderStrategy(CONTEXTS);
        return CONTEXTS;
    }

    @Bean
    @Order(1)
    SecurityFilterChain machines(HttpSecurity http, AuthenticationManagerResolver<HttpServletRequest> machineSignIn, ApiDoor door) {
        return http.securityMatcher(SecurityConfiguration::isForMachines)
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers("/actuator/health/**").permitAll()
                        .requestMatchers("/actuator/prometheus").hasAuthority("SCOPE_metrics:read")
                        .requestMatchers("/actuator/**").denyAll()
                        .anyRequest().authenticated())
                .addFilterBefore(bearer(machineSignIn, door), AuthorizationFilter.class)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(door).accessDeniedHandler(door))
                .requestCache(cache -> cache.disable())
                .csrf(csrf -> csrf.disable()) // a bearer token is not sent by a browser on its own
                .logout(logout -> logout.disable())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain people(HttpSecurity http, SessionAuthenticationStrategy openSessions, AuthenticationFailureHandler refusedSignIn,
            LogoutHandler signingOut) {
        http.authorizeHttpRequests(requests -> requests.requestMatchers("/sign-in-again", "/error").permitAll());
        http.with(VaadinSecurityConfigurer.vaadin(), vaadin -> vaadin
                .oauth2LoginPage(LOGIN, "{baseUrl}/")
                .addLogoutHandler(signingOut)
                .anyRequest(AuthorizedUrl::authenticated));
        http.oauth2Login(login -> login.failureHandler(refusedSignIn)); // after Vaadin's, which names the login page
        http.sessionManagement(session -> session.sessionAuthenticationStrategy(openSessions));
        http.headers(headers -> headers
                .contentSecurityPolicy(policy -> policy.policyDirectives(PageHeaders.CONTENT_SECURITY))
                .referrerPolicy(policy -> policy.policy(PageHeaders.REFERRER))
                .permissionsPolicyHeader(policy -> policy.policy(PageHeaders.PERMISSIONS)));
        return http.build();
    }

    /** A person who is signed in may read the API's description in the browser; calls need a token. */
    private static boolean isForMachines(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean describes = path.equals(OPENAPI) && request.getHeader(HttpHeaders.AUTHORIZATION) == null;
        return path.startsWith("/actuator/") || path.equals("/actuator") || path.startsWith("/api/") && !describes;
    }

    private static AuthenticationFilter bearer(AuthenticationManagerResolver<HttpServletRequest> machineSignIn, ApiDoor door) {
        var filter = new AuthenticationFilter(machineSignIn, SecurityConfiguration::token);
        filter.setFailureHandler(new AuthenticationEntryPointFailureHandler(door));
        filter.setSuccessHandler((request, response, authentication) -> {});
        return filter;
    }

    private static @Nullable Authentication token(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? new PreAuthenticatedAuthenticationToken(header.substring(BEARER.length()).strip(), "")
                : null;
    }
}

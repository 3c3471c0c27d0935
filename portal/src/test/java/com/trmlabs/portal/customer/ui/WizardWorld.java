package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a browser in as whom its cookie names, and offers Kubernetes versions without any cluster. */
@TestConfiguration
class WizardWorld {

    /** Comes before the security of the portal, which finds the person in the session as after a sign-in. */
    @Bean
    FilterRegistrationBean<ByCookie> door() {
        var door = new FilterRegistrationBean<>(new ByCookie());
        door.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return door;
    }

    /** A cookie {@code as=operator2} is a person with the role that the name begins with. */
    static final class ByCookie extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
            Stream.ofNullable(request.getCookies()).flatMap(Arrays::stream).filter(cookie -> cookie.getName().equals("as")).map(Cookie::getValue)
                    .findFirst().ifPresent(name -> {
                        var person = As.person(name + "@example.test", Role.valueOf(name.replaceAll("[0-9]", "").toUpperCase(Locale.ROOT)));
                        request.getSession().setAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
                                new SecurityContextImpl(person.authentication()));
                    });
            chain.doFilter(request, response);
        }
    }

    @Bean
    @Primary
    ContainerEngine onlyVersions() {
        return new ContainerEngine() {
            @Override
            public void create(ProjectId project, ClusterSpec spec) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void delete(ProjectId project, String region, ClusterName name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<ClusterFacts> find(ProjectId project, String region, ClusterName name) {
                return Optional.empty();
            }

            @Override
            public Optional<Operation> operation(ProjectId project, String region, ClusterName name) {
                return Optional.empty();
            }

            @Override
            public List<String> versions(ProjectId project, String region, String channel) {
                return List.of("1.35.4-gke.1093000");
            }
        };
    }
}

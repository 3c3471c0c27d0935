package com.trmlabs.gallery;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Grants;
import com.trmlabs.portal.identity.MachineTokens;
import com.trmlabs.portal.identity.MachineTokens.MachineToken;
import com.trmlabs.portal.identity.MachineTokens.Standing;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.identity.Scope;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.postgres.Databases;
import com.trmlabs.portal.postgres.Group;
import com.vaadin.flow.spring.SpringBootAutoConfiguration;
import com.vaadin.flow.spring.VaadinScopesConfig;
import com.vaadin.flow.spring.annotation.EnableVaadin;
import com.vaadin.flow.spring.security.AuthenticationContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The pages alone, on made-up answers: no database, no sign-in, no cluster. Outside the portal's package, so it never mixes. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableVaadin({"com.trmlabs.portal.ui", "com.trmlabs.portal.change.ui", "com.trmlabs.portal.approval.ui", "com.trmlabs.portal.cluster.ui",
    "com.trmlabs.portal.service.ui", "com.trmlabs.portal.admin.ui", "com.trmlabs.portal.catalog.ui", "com.trmlabs.portal.customer.ui",
    "com.trmlabs.portal.audit.ui", "com.trmlabs.gallery"})
@ComponentScan({"com.trmlabs.portal.ui", "com.trmlabs.portal.change.ui", "com.trmlabs.portal.approval.ui", "com.trmlabs.portal.cluster.ui",
    "com.trmlabs.portal.service.ui", "com.trmlabs.portal.postgres.ui", "com.trmlabs.portal.customer.ui", "com.trmlabs.portal.rehearsing.ui"})
@Import({SampleCustomers.class, SampleRecord.class})
@ImportAutoConfiguration({TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class, HttpEncodingAutoConfiguration.class, SpringBootAutoConfiguration.class, VaadinScopesConfig.class})
class GalleryApplication {

    /** Lazy, because beside the pages stand parts of the wizard that ask for more than is made up here. */
    static final String[] SETTINGS = {"vaadin.productionMode=true", "spring.config.name=gallery", "spring.main.banner-mode=off",
        "spring.main.lazy-initialization=true", "spring.profiles.active=rehearsal"};

    static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(GalleryApplication.class)
                .properties(SETTINGS).properties("server.port=0")
                .run(arguments);
    }

    public static void main(String[] arguments) {
        start(arguments);
    }

    @Bean
    Someone currentActor() {
        return new Someone();
    }

    @Bean
    AuthenticationContext authenticationContext() {
        return new AuthenticationContext();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SampleChanges changes() {
        return new SampleChanges();
    }

    @Bean
    SampleApprovals approvals() {
        return new SampleApprovals();
    }

    @Bean
    SampleServices services(SampleChanges changes) {
        return new SampleServices(changes);
    }

    @Bean
    Databases databases() {
        Databases databases = mock(Databases.class);
        when(databases.knows("postgres")).thenReturn(true);
        when(databases.groups(SampleServices.POSTGRES)).thenReturn(List.of(new Group("postgres", Optional.of("postgres-0"), List.of(
                new Group.Member("postgres-0", "gke-bluefin-prod-db-europe-west3-a-0", true, "primary", "running", false, Optional.empty(), 3, true),
                new Group.Member("postgres-1", "gke-bluefin-prod-db-europe-west3-b-0", false, "replica", "starting", false, Optional.empty(), 0, false)), false)));
        return databases;
    }

    @Bean
    MachineTokens tokens() {
        MachineTokens tokens = mock(MachineTokens.class);
        Instant now = Instant.now();
        MachineToken works = new MachineToken(new UUID(0, 1), "release pipeline of the exposure API, run by the platform team in Frankfurt", "portal_pZB5Xt",
                new People.Person(new PersonId("operator@example.test"), "operator@example.test"), Set.of(Scope.RELEASES_PUBLISH, Scope.METRICS_READ), now, now.plusSeconds(900_000), Optional.of(now),
                Optional.empty());
        MachineToken revoked = new MachineToken(new UUID(0, 2), "example", "portal_7hQ2aa",
                new People.Person(new PersonId("admin@example.test"), "admin@example.test"), Set.of(Scope.METRICS_READ), now, now.plusSeconds(900), Optional.empty(), Optional.of(now));
        when(tokens.find(eq(Standing.WORKS), any(), anyInt(), anyInt())).thenReturn(List.of(works));
        when(tokens.find(eq(Standing.OVER), any(), anyInt(), anyInt())).thenReturn(List.of(revoked));
        when(tokens.count(any(), any())).thenReturn(1);
        return tokens;
    }

    @Bean
    SampleServices.Clusters clusters() {
        return new SampleServices.Clusters();
    }

    @Bean
    SampleServices.Types types() {
        return new SampleServices.Types();
    }

    @Bean
    SampleDesk desk() {
        return new SampleDesk();
    }

    /** Whoever looks, with the roles of the moment at every customer. */
    static final class Someone implements CurrentActor {

        volatile Set<Role> roles = Set.of(Role.OPERATOR, Role.APPROVER, Role.ADMIN);

        @Override
        public Actor actor() {
            return new Actor(new PersonId("operator"), "operator@example.test", Actor.Kind.PERSON, Optional.empty());
        }

        @Override
        public Grants grants() {
            return Grants.everywhere(roles.toArray(Role[]::new));
        }

        @Override
        public Optional<SignIn> signIn() {
            return Optional.of(new SignIn(Instant.now(), List.of("pwd")));
        }

        @Override
        public void require(Role role, CustomerId customer) {}

        @Override
        public void requireSight(CustomerId customer, String what) {}

        @Override
        public <T> T as(Actor actor, Supplier<T> work) {
            return work.get();
        }
    }
}

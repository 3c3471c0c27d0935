package com.trmlabs.portal.rehearsal.google;

import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import com.trmlabs.portal.rehearsal.world.World;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Simulated Google Cloud: REST below {@code /google/<host>}, and the container engine's gRPC. */
public class GoogleCloud {

    @Bean
    World world(Folder folder) {
        return new World(folder);
    }

    @Bean
    Onboarding onboarding() {
        return Onboarding.shipped();
    }

    @Bean
    Tokens tokens(Folder folder, Clock clock) {
        return new Tokens(folder, clock);
    }

    @Bean
    Access access(World world, Onboarding onboarding, Faults faults, Tokens tokens) {
        return new Access(world, onboarding, faults, tokens);
    }

    @Bean
    Credentials credentials(Folder folder, World world, Access access, Tokens tokens, ClusterBackends backends, Clock clock) {
        return new Credentials(folder, world, access, tokens, backends, clock);
    }

    @Bean(destroyMethod = "")
    Fleet fleet(Folder folder, ClusterBackends backends, Faults faults, Clock clock, GoogleSettings settings) {
        return new Fleet(folder.folder("clusters"), backends, faults, clock,
                new Fleet.Pace(settings.createTakes(), settings.changeTakes()));
    }

    @Bean
    Compute compute(World world, Access access, Faults faults, Fleet fleet) {
        return new Compute(world, access, faults, new QuotaUse(world, fleet));
    }

    @Bean
    GrpcServer containerEngine(World world, Access access, Fleet fleet, Compute compute, Clock clock, GoogleSettings settings) {
        return new GrpcServer(settings.grpcPort(), new ContainerEngine(world, access, fleet, new ClusterOrder(world, compute), clock), fleet);
    }

    @Bean
    RouterFunction<ServerResponse> googleApis(World world, Onboarding onboarding, Access access, Compute compute, Credentials credentials,
            Folder folder, Clock clock, GoogleSettings settings) {
        return credentials.routes()
                .and(new ProjectApis(world, onboarding, access).routes())
                .and(compute.routes())
                .and(new SecurityPolicies(folder, access, clock, settings.changeTakes().dividedBy(4)).routes());
    }

    /** Access tokens decide here, not sessions. */
    @Bean
    @Order(2)
    SecurityFilterChain google(HttpSecurity http) {
        return http.securityMatcher("/google/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}

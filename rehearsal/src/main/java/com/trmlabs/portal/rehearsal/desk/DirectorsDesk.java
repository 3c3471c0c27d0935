package com.trmlabs.portal.rehearsal.desk;

import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.google.Fleet;
import com.trmlabs.portal.rehearsal.identity.People;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.world.World;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Everything below {@code /director}: from this machine only, with the word in {@code director.token} as bearer token. */
public class DirectorsDesk {

    @Bean
    RouterFunction<ServerResponse> director(Faults faults, World world, People people, Fleet fleet, Folder folder) {
        return new Cues(faults, world, people, fleet).routes().filter(new OnlyTheDirector(folder.secret("director.token")));
    }

    /** The word decides here, not a session. */
    @Bean
    @Order(3)
    SecurityFilterChain desk(HttpSecurity http) {
        return http.securityMatcher("/director/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }
}

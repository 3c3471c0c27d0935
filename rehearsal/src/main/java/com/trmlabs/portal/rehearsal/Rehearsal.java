package com.trmlabs.portal.rehearsal;

import com.trmlabs.portal.rehearsal.desk.DirectorsDesk;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.google.ClusterBackends;
import com.trmlabs.portal.rehearsal.google.Credentials;
import com.trmlabs.portal.rehearsal.google.GoogleCloud;
import com.trmlabs.portal.rehearsal.google.GoogleSettings;
import com.trmlabs.portal.rehearsal.google.GrpcServer;
import com.trmlabs.portal.rehearsal.google.SimulatedBackends;
import com.trmlabs.portal.rehearsal.google.Tokens;
import com.trmlabs.portal.rehearsal.identity.IdentityProvider;
import com.trmlabs.portal.rehearsal.real.RealBackend;
import com.trmlabs.portal.rehearsal.state.Folder;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import tools.jackson.core.type.TypeReference;

/**
 * The program. It names every auto-configuration and carries no stereotype, so that it behaves the same when it is
 * started inside a test of the portal, with the portal's whole class path around it.
 */
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    ServletWebSecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    OAuth2AuthorizationServerJwtAutoConfiguration.class
})
@EnableConfigurationProperties(RehearsalSettings.class)
@Import({IdentityProvider.class, GoogleCloud.class, DirectorsDesk.class})
public class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    public static void main(String[] args) {
        application().run(args);
    }

    /** As a guest in another program's JVM: that program's logging stays as it is. */
    static SpringApplication guest() {
        var application = application();
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        application.setRegisterShutdownHook(false);
        return application;
    }

    private static SpringApplication application() {
        var application = new SpringApplication(Rehearsal.class);
        application.setDefaultProperties(Map.of("spring.config.name", "rehearsal"));
        return application;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Folder folder(RehearsalSettings settings) {
        return new Folder(settings.folder());
    }

    /** A free port is chosen once; after a restart the portal has to find everything where it was. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> samePortAsBefore(
            Folder folder, Environment environment) {
        return factory -> {
            if (environment.getRequiredProperty("server.port", Integer.class) == 0) {
                Endpoints.in(folder).ifPresent(before -> factory.setPort(before.httpPort()));
            }
        };
    }

    @Bean
    Faults faults(Clock clock, Folder folder) {
        var faults = new Faults(clock);
        folder.read("faults.json", new TypeReference<List<Fault>>() {}).orElse(List.of()).forEach(faults::add);
        faults.onChange(all -> folder.write("faults.json", all));
        return faults;
    }

    @Bean
    GoogleSettings googleSettings(RehearsalSettings settings, Folder folder) {
        var port = settings.grpcPort() == 0 ? Endpoints.in(folder).map(Endpoints::grpcPort).orElse(0) : settings.grpcPort();
        return new GoogleSettings(port, settings.createTakes(), settings.changeTakes());
    }

    @Bean(destroyMethod = "")
    ClusterBackends backends(RehearsalSettings settings, Folder folder, Faults faults, Tokens tokens) {
        if (settings.kubeconfig() != null) {
            return new RealBackend(settings.kubeconfig(), Optional.ofNullable(settings.clusterScript()));
        }
        return new SimulatedBackends(folder.folder("kubernetes"), faults, tokens::email, settings.podReady());
    }

    @Bean
    ApplicationListener<ServletWebServerInitializedEvent> announcement(Folder folder, GrpcServer containerEngine, Credentials credentials) {
        return event -> {
            var base = "http://127.0.0.1:" + event.getWebServer().getPort();
            var google = base + "/google/{host}";
            new Endpoints(URI.create(base), google, "127.0.0.1:" + containerEngine.port(), URI.create(base + "/director"),
                    credentials.write(google).toString()).keep(folder);
            LOG.info("The rehearsal answers at {}, state in {}", base, folder.path());
        };
    }
}

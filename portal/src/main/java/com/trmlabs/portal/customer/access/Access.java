package com.trmlabs.portal.customer.access;

import com.trmlabs.portal.kernel.ProjectId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Writes down what a customer's admin has to run, from the file that the build puts on the class path. Nothing in it is secret. */
@Component
public class Access {

    private final AccessSpec spec = read();
    private final AccessSettings settings;

    Access(AccessSettings settings) {
        this.settings = settings;
    }

    /** @param commands for a POSIX shell with gcloud */
    public record Step(String title, String why, String commands) {}

    static AccessSpec read() {
        return new YAMLMapper().readValue(file("permissions.yaml"), AccessSpec.class);
    }

    private static String file(String name) {
        try {
            return new ClassPathResource("onboarding/" + name).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    public AccessSpec spec() {
        return spec;
    }

    /** What has to be set before anything can be written down; absent when all is. */
    public Optional<String> missing() {
        return settings.serviceAccount() == null ? Optional.of("The portal's own service account is not set, so there are no commands to run yet. "
                + "Whoever runs the portal has to set portal.access.service-account.") : Optional.empty();
    }

    private String portal() {
        return Optional.ofNullable(settings.serviceAccount()).orElseThrow(() -> new IllegalStateException("portal.access.service-account is not set"));
    }

    /** The steps as {@code gcloud} commands, in the order to run them. */
    public List<Step> gcloud(ProjectId project) {
        return new GcloudCommands(spec, project, portal()).steps();
    }

    /** The command that makes the account that nodes run as. */
    public String nodesAccount(ProjectId project) {
        return new GcloudCommands(spec, project, "").nodesAccount();
    }

    /** The commands that grant what nodes need, and the right to let machines run as their account. */
    public String nodesRights(ProjectId project) {
        return new GcloudCommands(spec, project, "").nodesRights();
    }

    /** The same as one Terraform file. */
    public String terraform(ProjectId project) {
        return new TerraformFile(spec, project, portal()).text();
    }

    /** What {@code kubectl} applies once a cluster is there: the rights in it, who gets them, and the guard around them. */
    public String inCluster(ProjectId project) {
        return Stream.of("cluster-access.yaml", "database-access.yaml", "bindings-gke.yaml", "cluster-guard.yaml").map(Access::file)
                .collect(Collectors.joining("---\n")).replace("PROJECT_ID", project.value());
    }

    @Configuration
    @EnableConfigurationProperties(AccessSettings.class)
    static class Wiring {}
}

package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import org.springframework.stereotype.Component;

/** What Google knows about the network that a project's clusters lie in. */
@Component
public class ProjectNetworks {

    private final CustomerDirectory directory;
    private final CloudProjects cloud;

    ProjectNetworks(CustomerDirectory directory, CloudProjects cloud) {
        this.directory = directory;
        this.cloud = cloud;
    }

    /** The addresses of the nodes, which load-balanced connections seem to come from. May throw a {@code CloudFault}. */
    public Cidr nodeRange(ProjectId id) {
        CustomerDirectory.Project project = directory.project(id).orElseThrow(() -> new NotFound("project " + id));
        return cloud.subnets(id, project.region()).stream().filter(subnet -> subnet.name().equals(project.subnet())).findFirst()
                .map(CloudProjects.Subnet::range)
                .orElseThrow(() -> new Refusal("Google knows no subnet %s in %s of project %s. Was it deleted? Preflight shows more."
                        .formatted(project.subnet(), project.region(), id)));
    }
}

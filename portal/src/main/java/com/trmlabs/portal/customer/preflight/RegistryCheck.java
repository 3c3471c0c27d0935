package com.trmlabs.portal.customer.preflight;

import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether nodes of the project may pull from our registry. The right is ours to give, so the fix is for us. */
@Component
class RegistryCheck implements PreflightCheck {

    private final CloudProjects cloud;
    private final String registry;

    /** @param registry as the adapter for Google is told: projects/PROJECT/locations/LOCATION/repositories/REPOSITORY */
    RegistryCheck(CloudProjects cloud, @Value("${portal.google.registry:projects/OUR_PROJECT/locations/LOCATION/repositories/REPOSITORY}") String registry) {
        this.cloud = cloud;
        this.registry = registry;
    }

    @Override
    public String id() {
        return "registry";
    }

    @Override
    public String title() {
        return "Nodes may pull from our registry";
    }

    @Override
    public Topic topic() {
        return Topic.REGISTRY;
    }

    @Override
    public boolean strict() {
        return true;
    }

    @Override
    public Finding check(Subject subject) {
        try {
            return cloud.registryRefusal(subject.project().id())
                    .map(why -> Finding.fail(why, new Fix("For us, not for the customer: let its nodes read our repository", grant(subject))))
                    .orElseGet(() -> Finding.pass("portal-nodes may read our repository."));
        } catch (CloudFault.Refused | CloudFault.Rejected ours) { // asked as the portal itself, so nothing the customer could mend
            return Finding.fail(ours.getMessage(), new Fix("For us, not for the customer: see who may do what with our repository",
                    onRepository("get-iam-policy")));
        }
    }

    private String grant(Subject subject) {
        return onRepository("add-iam-policy-binding") + " --role=roles/artifactregistry.reader --member=serviceAccount:portal-nodes@"
                + subject.project().id() + ".iam.gserviceaccount.com";
    }

    private String onRepository(String verb) {
        String[] part = registry.split("/");
        return "gcloud artifacts repositories %s %s --project=%s --location=%s".formatted(verb, part[5], part[1], part[3]);
    }
}

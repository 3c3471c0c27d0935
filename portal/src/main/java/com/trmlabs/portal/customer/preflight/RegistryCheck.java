package com.trmlabs.portal.customer.preflight;

import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import java.util.Optional;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Whether nodes of the project may pull from our registry. The right is ours to give, so the fix is for us. */
@Component
class RegistryCheck implements PreflightCheck {

    private final CloudProjects cloud;

    RegistryCheck(@Lazy CloudProjects cloud) {
        this.cloud = cloud;
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
        Optional<String> refusal = cloud.registryRefusal(subject.project().id());
        return refusal.map(why -> Finding.fail(why, new Fix("For us, not for the customer: let its nodes read our repository",
                "gcloud artifacts repositories add-iam-policy-binding OUR_REPOSITORY --project=OUR_PROJECT --location=OUR_LOCATION "
                        + "--role=roles/artifactregistry.reader --member=serviceAccount:portal-nodes@" + subject.project().id()
                        + ".iam.gserviceaccount.com")))
                .orElseGet(() -> Finding.pass("portal-nodes may read our repository."));
    }
}

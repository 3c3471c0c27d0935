package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A check that gave no finding has failed; this says why and where to look. */
record Unanswered(PreflightCheck check, ProjectId project) {

    private static final Logger LOG = LoggerFactory.getLogger(Unanswered.class);

    Finding late(Duration patience) {
        return Finding.fail("Google did not answer within " + patience.toSeconds() + " s. Check again.", outages(), reachability());
    }

    Finding because(@Nullable Throwable thrown) {
        return switch (thrown) {
            case CloudFault.Refused refused -> Finding.fail(refused.getMessage() + " Usually a step of Connect has not been run yet.",
                    grants(), roles());
            case CloudFault.Unreachable unreachable -> Finding.fail(unreachable.getMessage() + " Nothing is known; check again.",
                    outages(), reachability());
            case CloudFault.Rejected rejected -> Finding.fail(rejected.getMessage(), new Fix("See whether the project is there and ACTIVE",
                    "gcloud projects describe " + project));
            case null, default -> broken(thrown);
        };
    }

    /** One faulty check must not take the answers of the others with it. What it says goes to our log: the customer reads the finding. */
    private Finding broken(@Nullable Throwable thrown) {
        String words = "Preflight check " + check.id() + " of " + project + " broke";
        LOG.error(words, thrown);
        return Finding.fail("The check itself broke (" + (thrown == null ? "no cause" : thrown.getClass().getSimpleName())
                + "). The fault is ours; nothing is known about the project.",
                new Fix("For us, not for the customer: find this in the portal's log", words));
    }

    private static Fix outages() {
        return new Fix("What Google says about its services today", "https://status.cloud.google.com");
    }

    private static Fix reachability() {
        return new Fix("See what answers where the portal runs (000 is no answer)", """
                for api in iam iamcredentials cloudresourcemanager serviceusage compute orgpolicy artifactregistry; do
                  curl --silent --max-time 5 --output /dev/null --write-out "%{http_code} $api\\n" "https://$api.googleapis.com/"
                done""");
    }

    private Fix grants() {
        return new Fix("See whether the portal may act as both accounts (roles/iam.serviceAccountTokenCreator)",
                Arrays.stream(CloudIdentity.values()).map(identity -> "gcloud iam service-accounts get-iam-policy " + identity.email(project)
                        + " --project=" + project).collect(Collectors.joining("\n")));
    }

    private Fix roles() {
        return new Fix("See which roles both accounts hold in the project", "gcloud projects get-iam-policy " + project
                + " --flatten='bindings[].members' --filter='bindings.members:portal-' --format='table(bindings.role,bindings.members)'");
    }
}

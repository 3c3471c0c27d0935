package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.customer.access.AccessSpec;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Tries whether a customer has let us in, as both identities. */
@Component
public class Connecting {

    private final ProjectStore projects;
    private final CloudProjects cloud;
    private final Access access;
    private final CurrentActor current;
    private final TransactionOperations transactions;
    private final Clock clock;

    Connecting(ProjectStore projects, CloudProjects cloud, Access access, CurrentActor current, TransactionOperations transactions, Clock clock) {
        this.projects = projects;
        this.cloud = cloud;
        this.access = access;
        this.current = current;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Asks Google, then keeps the answer with its time. */
    @Activity("project.test-access")
    @PreAuthorize("isAuthenticated()")
    public AccessTest test(ProjectId id) {
        var project = projects.findById(id.value()).orElseThrow(() -> new NotFound("project " + id));
        current.requireSight(project.customer(), "project " + id);
        current.require(Role.OPERATOR, project.customer());
        Optional<String> refusal = Arrays.stream(CloudIdentity.values()).flatMap(identity -> refusal(id, identity).stream()).findFirst();
        var tested = new AccessTest(clock.instant(), refusal);
        transactions.executeWithoutResult(status -> projects.findById(id.value()).ifPresent(found -> {
            found.accessTested(tested.refusal(), tested.at());
            projects.save(found);
        }));
        return tested;
    }

    private Optional<String> refusal(ProjectId project, CloudIdentity identity) {
        var wanted = access.spec().permissions(identity).stream().map(AccessSpec.Permission::permission).collect(Collectors.toSet());
        try {
            int missing = cloud.missingPermissions(project, identity, wanted).size();
            return missing < wanted.size() ? Optional.empty() : Optional.of(identity.account()
                    + " can be used, but holds none of its rights. Usually the step that creates and binds the roles was not run.");
        } catch (CloudFault.Refused refused) {
            return Optional.of(refused.getMessage() + " Usually the accounts do not exist yet, or the step that lets the portal act as "
                    + identity.account() + " was not run. Google takes up to two minutes to follow.");
        } catch (CloudFault fault) {
            return Optional.of(fault.getMessage());
        }
    }
}

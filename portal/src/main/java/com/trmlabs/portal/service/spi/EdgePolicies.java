package com.trmlabs.portal.service.spi;

import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.List;
import java.util.Optional;

/** The filter in front of external clients: Cloud Armor. May throw {@link com.trmlabs.portal.customer.spi.CloudFault}. */
public interface EdgePolicies {

    Optional<List<Cidr>> allowed(ProjectId project, String policy);

    /**
     * Creates or updates the policy so that just these blocks are let in and all else is denied. Google takes one change at a
     * time: while it works, this says unreachable, and repeating it goes on from there. What is wanted is let in before what is
     * no longer wanted is shut out.
     */
    void allow(ProjectId project, String policy, List<Cidr> blocks);

    /** Already gone is fine. */
    void delete(ProjectId project, String policy);
}

package com.trmlabs.portal.cluster.spi;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ProjectId;

/** Short-lived tokens of the two identities, by impersonation; cached until shortly before they end. */
public interface AccessTokens {

    /** @param fresh true after a token was refused, so that a cached one is not handed out again */
    String token(ProjectId project, CloudIdentity identity, boolean fresh);
}

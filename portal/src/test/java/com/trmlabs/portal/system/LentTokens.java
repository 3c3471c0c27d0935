package com.trmlabs.portal.system;

import com.trmlabs.portal.cluster.spi.AccessTokens;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;

/** The tokens by impersonation, in whose place a test can put those of an account with other rights. */
@Primary
class LentTokens implements AccessTokens {

    private final AccessTokens own;
    private final Map<CloudIdentity, String> lent = new ConcurrentHashMap<>();

    LentTokens(@Qualifier("impersonatedTokens") AccessTokens own) {
        this.own = own;
    }

    void lend(CloudIdentity identity, String token) {
        lent.put(identity, token);
    }

    void takeBack() {
        lent.clear();
    }

    @Override
    public String token(ProjectId project, CloudIdentity identity, boolean fresh) {
        String token = lent.get(identity);
        return token == null ? own.token(project, identity, fresh) : token;
    }
}

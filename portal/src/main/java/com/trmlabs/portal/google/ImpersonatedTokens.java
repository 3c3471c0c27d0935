package com.trmlabs.portal.google;

import com.google.api.client.http.HttpResponseException;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.trmlabs.portal.cluster.spi.AccessTokens;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.ProjectId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tokens of customers' service accounts that the portal's own account may act as, and the portal's own. Google's library keeps a
 * token until shortly before its end and renews it once for all who wait.
 */
@Component
class ImpersonatedTokens implements AccessTokens {

    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform",
            "https://www.googleapis.com/auth/userinfo.email"); // clusters know an account by its e-mail address
    private static final int SECONDS = 3600;
    private static final int PATIENCE_MILLIS = 5000;
    /** Answers; a plan, which begins with a token, does not fail for one. */
    private static final int MOST_LOST = 1;

    private final GoogleSettings settings;
    private final Map<String, GoogleCredentials> accounts = new ConcurrentHashMap<>();
    private volatile @Nullable GoogleCredentials own;

    ImpersonatedTokens(GoogleSettings settings) {
        this.settings = settings;
    }

    @Override
    public String token(ProjectId project, CloudIdentity identity, boolean fresh) {
        var email = identity.email(project);
        return token(accounts.computeIfAbsent(email, this::impersonated), email, fresh);
    }

    /** The portal as itself: it asks about our own registry. */
    String ownToken(boolean fresh) {
        return token(own(), "itself", fresh);
    }

    private static String token(GoogleCredentials credentials, String email, boolean fresh) {
        for (int lost = 0; ; lost++) {
            try {
                if (fresh) {
                    credentials.refresh();
                } else {
                    credentials.refreshIfExpired();
                }
                return credentials.getAccessToken().getTokenValue();
            } catch (IOException failed) {
                CloudFault fault = fault(email, failed);
                if (fault instanceof CloudFault.Refused || lost == MOST_LOST) {
                    throw fault;
                }
            }
        }
    }

    private GoogleCredentials impersonated(String email) {
        return ImpersonatedCredentials.newBuilder()
                .setSourceCredentials(own())
                .setTargetPrincipal(email)
                .setScopes(SCOPES)
                .setLifetime(SECONDS)
                .setConnectTimeout(PATIENCE_MILLIS)
                .setReadTimeout(PATIENCE_MILLIS)
                .setIamEndpointOverride(settings.url("iamcredentials.googleapis.com", "/v1/projects/-/serviceAccounts/" + email + ":generateAccessToken").toString())
                .build();
    }

    private GoogleCredentials own() {
        var known = own;
        if (known == null) {
            known = read();
            own = known;
        }
        return known;
    }

    private GoogleCredentials read() {
        try {
            return from(settings).createScoped(SCOPES);
        } catch (IOException missing) {
            throw new CloudFault.Refused("The portal has no Google account of its own: set portal.google.credentials, or give the machine it "
                    + "runs on application default credentials.", missing);
        }
    }

    private static GoogleCredentials from(GoogleSettings settings) throws IOException {
        if (settings.credentials() == null) {
            return GoogleCredentials.getApplicationDefault();
        }
        try (var file = Files.newInputStream(settings.credentials())) {
            return GoogleCredentials.fromStream(file);
        }
    }

    private static CloudFault fault(String email, IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException answer && answer.getStatusCode() < 500 && answer.getStatusCode() != 429) {
                return new CloudFault.Refused("The portal may not act as " + email + ": the account does not exist, or its grant "
                        + "roles/iam.serviceAccountTokenCreator for the portal is missing.", failed);
            }
        }
        return new CloudFault.Unreachable("Google gives no token for " + email + " right now.", failed);
    }
}

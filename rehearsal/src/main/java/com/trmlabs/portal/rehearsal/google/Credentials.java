package com.trmlabs.portal.rehearsal.google;

import com.google.rpc.Code;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import com.trmlabs.portal.rehearsal.google.Access.Caller;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.state.SigningKey;
import com.trmlabs.portal.rehearsal.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Who the portal is at Google, and as whom it may act: the token endpoint for its own service account, and IAM Service
 * Account Credentials for impersonation.
 */
public final class Credentials {

    private static final String HOST = "iamcredentials.googleapis.com";
    private static final String FILE = "portal-service-account.json";
    private static final String KEY_FILE = "portal-google-key.json";
    private static final Duration HOUR = Duration.ofHours(1);

    private final Folder folder;
    private final World world;
    private final Access access;
    private final Tokens tokens;
    private final ClusterBackends backends;
    private final Clock clock;
    private final RSAKey key;

    Credentials(Folder folder, World world, Access access, Tokens tokens, ClusterBackends backends, Clock clock) {
        this.folder = folder;
        this.world = world;
        this.access = access;
        this.tokens = tokens;
        this.backends = backends;
        this.clock = clock;
        this.key = SigningKey.in(folder, KEY_FILE);
    }

    RouterFunction<ServerResponse> routes() {
        return Rest.host(HOST, access)
                .on(HttpMethod.POST, "/v1/projects/-/serviceAccounts/{email}:generateAccessToken", this::generateAccessToken)
                .build()
                .and(RouterFunctions.route().POST("/google/oauth2.googleapis.com/token", this::token).build());
    }

    /** Writes the file that Google's client libraries read as application default credentials. */
    public Path write(String googleBase) {
        var file = Map.of("type", "service_account",
                "project_id", world.vendor().project(),
                "private_key_id", key.getKeyID(),
                "private_key", pem(),
                "client_email", world.vendor().account(),
                "client_id", "100000000000000000000",
                "token_uri", googleBase.replace("{host}", "oauth2.googleapis.com") + "/token",
                "universe_domain", "googleapis.com");
        folder.write(FILE, file);
        return folder.path().resolve(FILE).toAbsolutePath();
    }

    private Object generateAccessToken(ServerRequest request, Caller caller) throws ServletException, IOException {
        var email = request.pathVariable("email");
        if (!access.isPortal(caller) || access.impersonated(email).isEmpty()) {
            throw refusal(email);
        }
        var lifetime = lifetime(Rest.body(request, TokenRequest.class).lifetime());
        var issued = tokens.keep(backends.token(email, lifetime), email, lifetime);
        return Map.of("accessToken", issued.token(), "expireTime", issued.until().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private GoogleFault refusal(String email) {
        if (world.projects().stream().noneMatch(project -> email.endsWith("@" + project.id() + ".iam.gserviceaccount.com"))) {
            return GoogleFault.notFound("Not found; Gaia id not found for email " + email);
        }
        return GoogleFault.of(Code.PERMISSION_DENIED,
                "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).", "IAM_PERMISSION_DENIED",
                "iam.googleapis.com", Map.of("permission", "iam.serviceAccounts.getAccessToken"));
    }

    private static Duration lifetime(@Nullable String text) {
        if (text == null) {
            return HOUR;
        }
        if (!text.matches("\\d{1,6}s")) {
            throw GoogleFault.invalid("Invalid value at 'lifetime' (type.googleapis.com/google.protobuf.Duration), \"" + text + "\"");
        }
        var lifetime = Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        if (lifetime.isZero() || lifetime.compareTo(HOUR) > 0) {
            throw GoogleFault.invalid("The token lifetime cannot exceed 3600s.");
        }
        return lifetime;
    }

    /** RFC 7523: the portal's service account proves itself with a signed assertion. */
    private ServerResponse token(ServerRequest request) throws JOSEException {
        var assertion = request.param("assertion").orElse("");
        var grant = request.param("grant_type").orElse("");
        if (!grant.equals("urn:ietf:params:oauth:grant-type:jwt-bearer") || !proves(assertion)) {
            return ServerResponse.status(HttpStatus.BAD_REQUEST).contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("error", "invalid_grant", "error_description", "Invalid JWT Signature."));
        }
        var issued = tokens.keep(Tokens.opaque(), world.vendor().account(), HOUR);
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("access_token", issued.token(), "expires_in", HOUR.toSeconds() - 1, "token_type", "Bearer"));
    }

    private boolean proves(String assertion) throws JOSEException {
        try {
            var jwt = SignedJWT.parse(assertion);
            var claims = jwt.getJWTClaimsSet();
            var ends = claims.getExpirationTime();
            return jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()))
                    && world.vendor().account().equals(claims.getIssuer())
                    && ends != null && ends.after(Date.from(Instant.now(clock)));
        } catch (ParseException e) {
            return false;
        }
    }

    private String pem() {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }

    private byte[] encoded() {
        try {
            return key.toRSAPrivateKey().getEncoded();
        } catch (JOSEException e) {
            throw new IllegalStateException("The key that this class made is no RSA key", e);
        }
    }

    private record TokenRequest(@Nullable String lifetime) {}
}

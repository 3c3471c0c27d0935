package com.trmlabs.portal.rehearsal.identity;

import static org.springframework.security.config.Customizer.withDefaults;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.state.SigningKey;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;

/** OpenID Connect at the root of the rehearsal: one client, the portal, and the accounts of {@link People}. */
public class IdentityProvider {

    private static final String CLIENT = "portal";
    private static final String CLIENT_SECRET = "portal-rehearsal-only";
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

    @Bean
    People people(Folder folder, Clock clock) {
        return new People(folder, clock);
    }

    @Bean
    @Order(1)
    SecurityFilterChain authorizationServer(HttpSecurity http, People people, Clock clock) {
        http.oauth2AuthorizationServer(server -> {
            http.securityMatcher(server.getEndpointsMatcher());
            server.oidc(oidc -> oidc.userInfoEndpoint(endpoint -> endpoint.userInfoMapper(request -> userInfo(request, people)))
                    .logoutEndpoint(endpoint -> endpoint.authenticationProviders(IdentityProvider::allowLoopbackAfterLogout)));
        });
        return http.authorizeHttpRequests(requests -> requests
                        .requestMatchers(IdentityProvider::mustNotAsk).permitAll() // and is told login_required
                        .anyRequest().authenticated())
                .exceptionHandling(errors -> errors.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
                .addFilterAfter(new FreshSignIn(people, clock), SecurityContextHolderFilter.class)
                .build();
    }

    @Bean
    @Order(10)
    SecurityFilterChain signIn(HttpSecurity http, People people) {
        return http.authenticationProvider(new PasswordSignIn(people))
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers("/", "/login", "/error", "/favicon.ico").permitAll()
                        .anyRequest().denyAll())
                .formLogin(form -> form.loginPage("/login").authenticationDetailsSource(IdentityProvider::typedCode))
                .logout(withDefaults())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(
                        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'")))
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> signInPage() {
        return SignInPage.routes();
    }

    @Bean
    OAuth2AuthorizationService authorizations(People people) {
        return new LivePeopleAuthorizations(people);
    }

    @Bean
    HttpSessionEventPublisher sessionEnds() {
        return new HttpSessionEventPublisher();
    }

    @Bean
    AuthorizationServerSettings issuerAsAddressed() {
        return AuthorizationServerSettings.builder().build();
    }

    /** For the client's secret, which everybody may know and every request for tokens bears: the cheapest will do. */
    @Bean
    PasswordEncoder clientSecrets() {
        return new BCryptPasswordEncoder(4);
    }

    /** Loopback redirects match on any port, so one registration serves every portal on this machine. */
    @Bean
    RegisteredClientRepository clients() {
        return new InMemoryRegisteredClientRepository(RegisteredClient.withId(UUID.nameUUIDFromBytes(CLIENT.getBytes()).toString())
                .clientId(CLIENT)
                .clientSecret(clientSecrets().encode(CLIENT_SECRET))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .redirectUri("http://127.0.0.1/login/oauth2/code/portal")
                .postLogoutRedirectUri("http://127.0.0.1/")
                .scopes(scopes -> scopes.addAll(List.of("openid", "profile", "email", "groups", "offline_access")))
                .clientSettings(ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(false).build())
                .tokenSettings(TokenSettings.builder().accessTokenTimeToLive(TOKEN_LIFE).refreshTokenTimeToLive(Duration.ofHours(12)).build())
                .build());
    }

    @Bean
    JWKSource<SecurityContext> signingKey(Folder folder) {
        return new ImmutableJWKSet<>(new JWKSet(SigningKey.in(folder, "signing-key.json")));
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> idTokenClaims(People people) {
        return context -> {
            if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
                Authentication signIn = context.getPrincipal();
                claims(people.bySubject(signIn.getName()), signIn).forEach(context.getClaims()::claim);
                // the framework leaves it out when another person signs in within the same session
                context.getClaims().claim(IdTokenClaimNames.AUTH_TIME, Date.from(PasswordSignIn.time(signIn)));
            }
        };
    }

    /** Answers what is true now, not what was true at sign-in. */
    private static OidcUserInfo userInfo(OidcUserInfoAuthenticationContext request, People people) {
        Authentication signIn = request.getAuthorization().getAttribute(Principal.class.getName());
        var claims = claims(people.bySubject(signIn.getName()), signIn);
        claims.put("auth_time", PasswordSignIn.time(signIn).getEpochSecond());
        return new OidcUserInfo(claims);
    }

    private static Map<String, Object> claims(Person person, Authentication signIn) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("sub", person.subject());
        claims.put("preferred_username", person.login());
        claims.put("name", person.name());
        claims.put("email", person.email());
        claims.put("email_verified", true);
        claims.put("groups", person.groups());
        claims.put("amr", PasswordSignIn.methods(signIn));
        return claims;
    }

    private static String typedCode(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getParameter("code"), "");
    }

    private static boolean mustNotAsk(HttpServletRequest request) {
        return request.getRequestURI().equals("/oauth2/authorize") && "none".equals(request.getParameter("prompt"));
    }

    private static void allowLoopbackAfterLogout(List<AuthenticationProvider> providers) {
        providers.stream()
                .filter(OidcLogoutAuthenticationProvider.class::isInstance)
                .forEach(provider -> ((OidcLogoutAuthenticationProvider) provider).setAuthenticationValidator(IdentityProvider::requireLoopback));
    }

    private static void requireLoopback(OidcLogoutAuthenticationContext context) {
        OidcLogoutAuthenticationToken logout = context.getAuthentication();
        var target = logout.getPostLogoutRedirectUri();
        if (target != null && !"127.0.0.1".equals(UriComponentsBuilder.fromUriString(target).build().getHost())) {
            throw new OAuth2AuthenticationException("invalid_request");
        }
    }
}

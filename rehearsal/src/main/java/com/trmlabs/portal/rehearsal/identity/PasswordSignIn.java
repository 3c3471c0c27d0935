package com.trmlabs.portal.rehearsal.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** Checks password and, where one was typed, the one-time code. Each factor used becomes an authority with its time. */
final class PasswordSignIn implements AuthenticationProvider {

    private static final String CODE_AUTHORITY = "FACTOR_OTP";

    private final People people;

    PasswordSignIn(People people) {
        this.people = people;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        var person = people.byLogin(attempt.getName().strip())
                .filter(Person::enabled)
                .filter(found -> same(found.password(), String.valueOf(attempt.getCredentials())))
                .orElseThrow(PasswordSignIn::refused);
        var factors = new ArrayList<GrantedAuthority>();
        factors.add(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY));
        var code = attempt.getDetails() instanceof String typed ? typed : "";
        if (!code.isBlank()) {
            person.code().filter(expected -> same(expected, code.strip())).orElseThrow(PasswordSignIn::refused);
            factors.add(FactorGrantedAuthority.fromAuthority(CODE_AUTHORITY));
        }
        return UsernamePasswordAuthenticationToken.authenticated(person.subject(), "", factors);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** When the password was typed. */
    static Instant time(Authentication authentication) {
        return authentication.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(factor -> ((FactorGrantedAuthority) factor).getIssuedAt())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** The authentication methods in the words of RFC 8176. */
    static List<String> methods(Authentication authentication) {
        var code = authentication.getAuthorities().stream().anyMatch(factor -> CODE_AUTHORITY.equals(factor.getAuthority()));
        return code ? List.of("pwd", "otp") : List.of("pwd");
    }

    private static boolean same(String expected, String typed) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), typed.getBytes(StandardCharsets.UTF_8));
    }

    private static BadCredentialsException refused() {
        return new BadCredentialsException("Wrong name, password or code, or the account is disabled");
    }
}

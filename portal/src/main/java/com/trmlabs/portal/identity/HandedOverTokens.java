package com.trmlabs.portal.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.stereotype.Component;

/** Hands the tokens of a sign-in on to the session that it opens, within one request; they are kept nowhere else. */
@Component
class HandedOverTokens implements OAuth2AuthorizedClientRepository {

    private static final String ATTRIBUTE = HandedOverTokens.class.getName();

    @Override
    @SuppressWarnings("unchecked")
    public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String registrationId, Authentication principal,
            HttpServletRequest request) {
        return (T) request.getAttribute(ATTRIBUTE);
    }

    @Override
    public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication principal, HttpServletRequest request,
            HttpServletResponse response) {
        request.setAttribute(ATTRIBUTE, client);
    }

    @Override
    public void removeAuthorizedClient(String registrationId, Authentication principal, HttpServletRequest request,
            HttpServletResponse response) {
        request.removeAttribute(ATTRIBUTE);
    }
}

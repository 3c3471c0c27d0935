package com.trmlabs.portal;

import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** What browsers are told about the portal's pages. */
final class PageHeaders {

    /** Vaadin starts by an inline script and sets inline styles; everything else comes from this origin alone. */
    static final String CONTENT_SECURITY = String.join("; ",
            "default-src 'none'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "object-src 'none'");
    static final String PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
    static final ReferrerPolicy REFERRER = ReferrerPolicy.SAME_ORIGIN;

    private PageHeaders() {}
}

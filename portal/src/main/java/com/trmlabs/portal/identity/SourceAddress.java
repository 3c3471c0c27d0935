package com.trmlabs.portal.identity;

import java.util.Optional;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where the request on this thread comes from. */
final class SourceAddress {

    private SourceAddress() {}

    static Optional<String> now() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? Optional.of(attributes.getRequest().getRemoteAddr())
                : Optional.empty();
    }
}

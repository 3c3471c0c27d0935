package com.trmlabs.portal.catalog;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The one repository of images that customers let their nodes pull from: preflight asks about no other. */
@Component
class OurRegistry {

    /** As an image's name begins: {@code europe-docker.pkg.dev/trm/services/}; empty where none is set. */
    private final String begin;

    /** @param repository as the adapter for Google is told: projects/PROJECT/locations/LOCATION/repositories/REPOSITORY */
    OurRegistry(@Value("${portal.google.registry:}") String repository) {
        String[] part = repository.split("/");
        begin = part.length < 6 ? "" : "%s-docker.pkg.dev/%s/%s/".formatted(part[3], part[1].replace(':', '/'), part[5]);
    }

    void check(Release release) {
        release.images().forEach((role, image) -> {
            if (!image.repository().startsWith(begin)) {
                throw PublicationRefused.wrong("images." + role, "'" + image.repository() + "' lies outside " + begin
                        + ", the only repository that preflight asks about: customers' nodes may not be let in there. Push the image to " + begin + " and publish that.");
            }
        });
    }
}

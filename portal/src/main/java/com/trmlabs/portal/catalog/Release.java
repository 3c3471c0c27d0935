package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.ImageDigest;
import java.time.Instant;
import java.util.Map;

/**
 * An immutable version of a service type.
 *
 * @param images by role in the chart ({@code api}), repository and digest
 */
public record Release(String type, String version, ImageDigest chart, Map<String, Image> images, String notes,
        Instant publishedAt, String publishedBy) {

    public record Image(String repository, ImageDigest digest) {
        @Override
        public String toString() {
            return repository + "@" + digest;
        }
    }
}

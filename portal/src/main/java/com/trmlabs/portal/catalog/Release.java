package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.ImageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable version of a service type.
 *
 * @param images by role in the chart ({@code api}), repository and digest
 * @param base the image that those images were built on, where the pipeline named it
 */
public record Release(String type, String version, ImageDigest chart, Map<String, Image> images, String notes,
        Optional<ImageDigest> base, Instant publishedAt, String publishedBy) {

    /** An image pinned by its digest. */
    public record Image(String repository, ImageDigest digest) {
        @Override
        public String toString() {
            return repository + "@" + digest;
        }
    }
}

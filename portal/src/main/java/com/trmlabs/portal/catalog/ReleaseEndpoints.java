package com.trmlabs.portal.catalog;

import com.trmlabs.portal.catalog.ReleasePublishing.Published;
import com.trmlabs.portal.kernel.ImageDigest;
import com.trmlabs.portal.kernel.NotFound;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What pipelines call to publish, and what anybody signed in may read. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Releases", description = "Immutable versions of service types")
class ReleaseEndpoints {

    private final ReleasePublishing publishing;
    private final Catalog catalog;
    private final CatalogSettings settings;

    ReleaseEndpoints(ReleasePublishing publishing, Catalog catalog, CatalogSettings settings) {
        this.publishing = publishing;
        this.catalog = catalog;
        this.settings = settings;
    }

    /** A release on the wire. */
    record Listed(String type, String version, String chart, Map<String, String> images, String notes, Optional<String> base,
            Instant publishedAt, String publishedBy) {

        static Listed of(Release release) {
            return new Listed(release.type(), release.version(), release.chart().value(),
                    release.images().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, image -> image.getValue().toString())),
                    release.notes(), release.base().map(ImageDigest::value), release.publishedAt(), release.publishedBy());
        }
    }

    @PutMapping(path = "/charts/{digest}", consumes = "application/gzip")
    @Operation(summary = "Upload a chart",
            description = "A gzipped tar of one folder with the chart's name. Its SHA-256 is its address. 201 when new, 200 when it was there.")
    ResponseEntity<Void> upload(@PathVariable String digest, InputStream body) throws IOException {
        byte[] archive = body.readNBytes(Math.toIntExact(settings.maxChart().toBytes() + 1));
        return ResponseEntity.status(publishing.upload(digest, archive) ? HttpStatus.CREATED : HttpStatus.OK).build();
    }

    @PostMapping("/releases")
    @Operation(summary = "Publish a release", description = "Chart and images by digest; tags are refused. 201 when new, 200 when the same "
            + "release was published before, 409 when this version was published with other content.")
    ResponseEntity<Listed> publish(@RequestBody Publication publication) {
        Published published = publishing.publish(publication);
        Listed release = Listed.of(published.release());
        return published.isNew()
                ? ResponseEntity.created(URI.create("/api/v1/releases/" + release.type() + "/" + release.version())).body(release)
                : ResponseEntity.ok(release);
    }

    @GetMapping("/releases")
    @PreAuthorize("isAuthenticated()")
    @Operation(summary = "List a type's releases, newest version first")
    List<Listed> list(@RequestParam String type) {
        return catalog.releases(type).stream().map(Listed::of).toList();
    }

    @GetMapping("/releases/{type}/{version}")
    @PreAuthorize("isAuthenticated()")
    @Operation(summary = "Read a release")
    Listed read(@PathVariable String type, @PathVariable String version) {
        return catalog.release(type, version).map(Listed::of).orElseThrow(() -> new NotFound("release " + type + " " + version));
    }

    @ExceptionHandler
    ProblemDetail refused(PublicationRefused refused) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(switch (refused.reason()) {
            case WRONG -> HttpStatus.UNPROCESSABLE_CONTENT;
            case TAKEN -> HttpStatus.CONFLICT;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
        }, refused.getMessage());
        problem.setTitle("Not published");
        problem.setProperty("field", refused.field());
        return problem;
    }
}

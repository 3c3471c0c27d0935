package com.trmlabs.portal.catalog;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.ImageDigest;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * How releases come in: first the chart, then the release that names it. Both can be sent again: the same content changes
 * nothing, other content for a published version is refused.
 */
@Service
public class ReleasePublishing {

    private static final String MAY_PUBLISH = "hasAnyAuthority('SCOPE_releases:publish', 'ROLE_OPERATOR_EVERYWHERE')";

    private final ServiceTypes types;
    private final Charts charts;
    private final Releases releases;
    private final OurRegistry registry;
    private final CatalogSettings settings;
    private final CurrentActor current;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ReleasePublishing(ServiceTypes types, Charts charts, Releases releases, OurRegistry registry, CatalogSettings settings,
            CurrentActor current, ApplicationEventPublisher events, Clock clock) {
        this.types = types;
        this.charts = charts;
        this.releases = releases;
        this.registry = registry;
        this.settings = settings;
        this.current = current;
        this.events = events;
        this.clock = clock;
    }

    /** Whether it is new, and what is kept now. */
    public record Published(Release release, boolean isNew) {}

    /** Keeps a chart, a gzipped tar; whether it is new. */
    @Activity("release.chart")
    @PreAuthorize(MAY_PUBLISH)
    @Transactional
    public boolean upload(String digest, byte[] archive) {
        if (archive.length > settings.maxChart().toBytes()) {
            throw PublicationRefused.tooLarge("chart", "The archive is larger than " + settings.maxChart().toKilobytes() + " kB.");
        }
        ImageDigest measured = ChartArchive.digest(archive);
        if (!measured.value().equals(digest)) {
            throw PublicationRefused.wrong("digest", "What arrived has the digest " + measured + ", not " + digest + ". It was damaged or altered on its way.");
        }
        ChartArchive chart = ChartArchive.read(archive, settings.maxUnpacked().toBytes());
        boolean isNew = charts.add(measured, chart, clock.instant(), current.actor().name());
        if (isNew) {
            events.publishEvent(new ChartUploaded(measured, chart.name(), archive.length));
        }
        return isNew;
    }

    @Activity("release.publish")
    @PreAuthorize(MAY_PUBLISH)
    @Transactional
    public Published publish(Publication publication) {
        Release release = publication.release(clock.instant(), current.actor().name());
        check(release);
        if (releases.add(release)) {
            events.publishEvent(new ReleasePublished(release));
            return new Published(release, true);
        }
        Release kept = releases.find(release.type(), release.version()).orElseThrow();
        if (!hasSameContent(kept, release)) {
            throw PublicationRefused.taken("version", publication + " was published at " + kept.publishedAt() + " by " + kept.publishedBy()
                    + " with other content. A release never changes: publish the next version.");
        }
        return new Published(kept, false);
    }

    private void check(Release release) {
        if (!types.knows(release.type())) {
            throw PublicationRefused.wrong("type", "There is no service type '" + release.type() + "'. Known: "
                    + String.join(", ", types.all().stream().map(ServiceType::name).toList()) + ".");
        }
        checkRoles(release);
        registry.check(release);
        String chart = charts.name(release.chart()).orElseThrow(() -> PublicationRefused.wrong("chart",
                "No chart " + release.chart() + " was uploaded. PUT it to /api/v1/charts/" + release.chart() + " first; bin/publish-release does."));
        if (!chart.equals(release.type())) {
            throw PublicationRefused.wrong("chart", "That is the chart of " + chart + ", not of " + release.type() + ".");
        }
    }

    private void checkRoles(Release release) {
        Set<String> roles = Set.copyOf(types.type(release.type()).descriptor().at("/values/images").propertyNames());
        if (!roles.isEmpty() && !roles.equals(release.images().keySet())) {
            throw PublicationRefused.wrong("images", "A release of " + release.type() + " names the images " + new TreeSet<>(roles)
                    + ", this one names " + new TreeSet<>(release.images().keySet()) + ".");
        }
    }

    private static boolean hasSameContent(Release kept, Release sent) {
        return kept.chart().equals(sent.chart()) && kept.images().equals(sent.images()) && kept.notes().equals(sent.notes())
                && kept.base().equals(sent.base());
    }
}

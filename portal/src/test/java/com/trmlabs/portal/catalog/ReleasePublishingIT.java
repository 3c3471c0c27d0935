package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.catalog.PublicationRefused.Cause;
import com.trmlabs.portal.catalog.ReleasePublishing.Published;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ImageDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@PostgresTest(properties = "portal.google.registry=projects/trm-portal/locations/europe/repositories/services")
@RecordApplicationEvents
class ReleasePublishingIT {

    private static final Sent SENT = Sent.shippedChart();
    private static final As PIPELINE = As.machineOf("olga@example.test", "releases:publish");

    @Autowired ReleasePublishing publishing;
    @Autowired Catalog catalog;
    @Autowired JdbcClient jdbc;
    @Autowired ApplicationEvents events;

    @BeforeEach
    void uploadChart() {
        PIPELINE.run(() -> publishing.upload(SENT.digest(), SENT.chart()));
    }

    @Test
    void keepsAReleaseAndSaysSoOnce() {
        assertThat(publish("1.0.0", "First.").isNew()).isTrue();
        assertThat(publish("1.0.0", "First.").isNew()).isFalse();

        Release kept = catalog.release("api", "1.0.0").orElseThrow();
        assertThat(kept.publishedBy()).isEqualTo("token test of olga@example.test");
        assertThat(kept.images()).containsOnlyKeys("api");
        assertThat(kept.images().get("api")).hasToString(Sent.image("1.0.0"));
        assertThat(events.stream(ReleasePublished.class)).singleElement().satisfies(event -> {
            assertThat(event.subject()).isEqualTo("api 1.0.0");
            assertThat(event.after().get("images.api")).isEqualTo(Sent.image("1.0.0"));
        });
    }

    @Test
    void refusesOtherContentForAPublishedVersion() {
        publish("1.1.0", "First.");
        assertThatExceptionOfType(PublicationRefused.class).isThrownBy(() -> publish("1.1.0", "Second."))
                .withMessageContaining("publish the next version")
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Cause.TAKEN));
        assertThat(catalog.release("api", "1.1.0").orElseThrow().notes()).isEqualTo("First.");
    }

    @Test
    void listsNewestVersionFirst() {
        List.of("3.2.0", "3.10.0", "3.10.0-rc.1", "3.9.9").forEach(version -> publish(version, "Notes."));
        assertThat(catalog.releases("api")).extracting(Release::version).filteredOn(version -> version.startsWith("3."))
                .containsExactly("3.10.0", "3.10.0-rc.1", "3.9.9", "3.2.0");
    }

    @Test
    void letsOneOfManyWinTheSameVersion() throws Exception {
        for (int round = 0; round < 10; round++) {
            String version = "4.0." + round;
            List<String> outcomes = race(version, 6);
            assertThat(outcomes).filteredOn("won"::equals).hasSize(1);
            assertThat(outcomes).filteredOn("TAKEN"::equals).hasSize(5);
            assertThat(catalog.release("api", version)).isPresent();
        }
    }

    private List<String> race(String version, int runners) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(runners)) {
            List<Future<String>> outcomes = IntStream.range(0, runners).mapToObj(runner -> threads.submit(() -> {
                start.await();
                try {
                    return publish(version, "Notes of " + runner).isNew() ? "won" : "same";
                } catch (PublicationRefused refused) {
                    return refused.reason().name();
                }
            })).toList();
            start.countDown();
            List<String> ended = new ArrayList<>();
            for (Future<String> outcome : outcomes) {
                ended.add(outcome.get());
            }
            return ended;
        }
    }

    @Test
    void refusesAChartNobodyUploaded() {
        String digest = "sha256:" + "12".repeat(32);
        assertRefused(new Publication("api", "5.0.0", digest, Map.of("api", Sent.image("5.0.0")), "Notes.", null), "chart", "PUT it to /api/v1/charts/" + digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.example.com/trm/api", "europe-docker.pkg.dev/trm-portal/other/api", "europe-docker.pkg.dev/trm-portal/services-old/api"})
    void refusesAnImageThatPreflightAsksNothingAbout(String repository) {
        assertRefused(new Publication("api", "5.1.0", SENT.digest(), Map.of("api", repository + "@sha256:" + "12".repeat(32)), "Notes.", null), "images.api",
                "'" + repository + "' lies outside europe-docker.pkg.dev/trm-portal/services/");
    }

    @Test
    void refusesUnknownTypesAndImagesTheTypeDoesNotHave() {
        assertRefused(new Publication("cache", "5.0.0", SENT.digest(), Map.of("api", Sent.image("5.0.0")), "Notes.", null), "type", "Known: postgres, api");
        assertRefused(new Publication("api", "5.0.0", SENT.digest(), Map.of("server", Sent.image("5.0.0")), "Notes.", null), "images", "[api]");
    }

    @Test
    void refusesAChartThatIsNotWhatItsDigestSays() {
        byte[] altered = SENT.chart().clone();
        altered[altered.length - 1] ^= 1;
        assertThatExceptionOfType(PublicationRefused.class).isThrownBy(() -> PIPELINE.run(() -> publishing.upload(SENT.digest(), altered)))
                .withMessageContaining("damaged or altered");
        assertThatExceptionOfType(PublicationRefused.class).isThrownBy(() -> PIPELINE.run(() -> publishing.upload("sha256:12", new byte[2_000_000])))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Cause.TOO_LARGE));
    }

    @Test
    void unpacksTheChartAndPutsBackWhatWasTouched() throws IOException {
        Release release = publish("6.0.0", "Notes.").release();
        Path chart = catalog.chart(release);
        Path template = chart.resolve("Chart.yaml");
        String original = Files.readString(template);
        assertThat(template).content().isEqualTo(Files.readString(Path.of("../k8s/services/api/chart/Chart.yaml")));

        Files.writeString(template, "name: evil");
        Files.writeString(chart.resolve("templates/more.yaml"), "kind: Pod");
        assertThat(catalog.chart(release)).isEqualTo(chart);
        assertThat(template).content().isEqualTo(original);
        assertThat(chart.resolve("templates/more.yaml")).doesNotExist();
    }

    @Test
    void neverUnpacksAChartOfAnotherDigest() {
        Release release = publish("6.1.0", "Notes.").release();
        Release other = new Release("api", "6.1.0", new ImageDigest("sha256:" + "12".repeat(32)), release.images(), "Notes.", release.base(),
                release.publishedAt(), "somebody");
        assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> catalog.chart(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"update release set notes = 'x'", "delete from release", "truncate release", "update chart set name = 'x'", "delete from chart",
        "insert into chart values ('sha256:1212121212121212121212121212121212121212121212121212121212121212', 'api', 'x', now(), 'x')"})
    void hasADatabaseThatKeepsItAsItWas(String attempt) {
        assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> jdbc.sql(attempt).update());
    }

    @Test
    void isForPipelinesAndOperators() {
        assertThat(As.person("olga@example.test", Role.OPERATOR).call(() -> publishing.upload(SENT.digest(), SENT.chart()))).isFalse();
        for (As other : List.of(As.person("ann@example.test", Role.APPROVER, Role.AUDITOR), As.machineOf("olga@example.test", "changes:write"))) {
            assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> other.run(() -> publishing.upload(SENT.digest(), SENT.chart())));
            assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> other.run(() -> publishing.publish(SENT.release("7.0.0", "Notes."))));
        }
    }

    private Published publish(String version, String notes) {
        return PIPELINE.call(() -> publishing.publish(SENT.release(version, notes)));
    }

    private void assertRefused(Publication publication, String field, String words) {
        assertThatExceptionOfType(PublicationRefused.class).isThrownBy(() -> PIPELINE.run(() -> publishing.publish(publication)))
                .withMessageContaining(words).satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
    }
}

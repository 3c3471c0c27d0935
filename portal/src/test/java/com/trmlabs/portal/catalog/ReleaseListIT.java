package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.Statements;
import com.trmlabs.portal.catalog.Catalog.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The releases of a type, when many were published. */
@PostgresTest
@Import(Statements.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseListIT {

    private static final List<String> IN_ORDER = Stream.concat(
            Stream.of("1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0--", "1.0.0-1a", "1.0.0-RC", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta",
                    "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0-rc-1", "1.0.0-rc1", "1.0.0-rc10", "1.0.0-rc9", "1.0.0", "1.0.9", "1.0.10", "1.9.0", "1.10.0", "2.0.0"),
            IntStream.range(0, 100).mapToObj(minor -> "3." + minor + ".0")).toList();

    @Autowired Catalog catalog;
    @Autowired JdbcClient sql;

    @BeforeAll
    void publishMany() {
        sql.sql("insert into chart (digest, name, content, uploaded_at, uploaded_by) values ('sha256:' || encode(sha256('x'), 'hex'), 'api', 'x', now(), 'olga')").update();
        List<String> shuffled = new ArrayList<>(IN_ORDER);
        Collections.shuffle(shuffled, new Random(7));
        for (int i = 0; i < shuffled.size(); i++) {
            sql.sql("""
                    insert into release (type, version, chart, images, notes, published_at, published_by)
                    select 'api', :version, digest, '{"api": "registry/api@sha256:%s"}', '# Notes of ' || :version, now() + make_interval(secs => :i), 'Olga' from chart"""
                    .formatted("ab".repeat(32))).param("version", shuffled.get(i)).param("i", i).update();
        }
    }

    @Test
    void areInTheOrderOfSemanticVersions() {
        assertThat(IN_ORDER).isSortedAccordingTo(Comparator.comparing(SemVer::of));

        assertThat(catalog.versions("api")).containsExactlyElementsOf(IN_ORDER.reversed());
        assertThat(versions(catalog.releases("api"))).containsExactlyElementsOf(IN_ORDER.reversed());
        assertThat(versions(find("", Order.OLDEST_VERSION, 0, 50))).containsExactlyElementsOf(IN_ORDER.subList(0, 50));
    }

    @Test
    void areReadAPageAtATime() {
        assertThat(versions(find("", Order.NEWEST_VERSION, 50, 50))).containsExactlyElementsOf(IN_ORDER.reversed().subList(50, 100));
        assertThat(find("", Order.PUBLISHED_LAST, 10, 50)).hasSize(50).isSortedAccordingTo(Comparator.comparing(Release::publishedAt).reversed());
        assertThat(find("", Order.PUBLISHED_FIRST, 0, 50)).isSortedAccordingTo(Comparator.comparing(Release::publishedAt));
        assertThat(catalog.count("api", "")).isEqualTo(IN_ORDER.size());
        assertThat(Statements.of(() -> find("", Order.NEWEST_VERSION, 0, 50))).hasSize(1);
    }

    @Test
    void areSearchedInAllThatIsSeen() {
        assertThat(versions(find(" NOTES of 3.7.", Order.NEWEST_VERSION, 0, 50))).containsExactly("3.7.0");
        assertThat(catalog.count("api", "olga")).isEqualTo(IN_ORDER.size());
        assertThat(catalog.count("api", "registry/api@sha256:abab")).isEqualTo(IN_ORDER.size());
        assertThat(catalog.count("api", "3_7")).isZero();
        assertThat(catalog.count("postgres", "")).isZero();
        assertThat(versions(catalog.named("API 3.9", 3))).containsExactly("3.99.0", "3.98.0", "3.97.0");
    }

    private List<Release> find(String text, Order order, int offset, int limit) {
        return catalog.releases("api", text, order, offset, limit);
    }

    private static List<String> versions(List<Release> releases) {
        return releases.stream().map(Release::version).toList();
    }
}

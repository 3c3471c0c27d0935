package com.trmlabs.portal.catalog;

import com.trmlabs.portal.catalog.Catalog.Order;
import com.trmlabs.portal.catalog.Release.Image;
import com.trmlabs.portal.kernel.ImageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published releases; rows that are added and never altered. */
@Repository
class Releases {

    private static final String FOUND = """
             from release where type = :type
                and strpos(lower(concat_ws(chr(10), version, notes, published_by, chart, cast(images as text))), :text) > 0""";

    private final JdbcClient jdbc;

    Releases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the version was free; waits for whoever is publishing the same one at this moment. */
    boolean add(Release release) {
        return jdbc.sql("""
                insert into release (type, version, chart, images, notes, base, published_at, published_by)
                values (?, ?, ?, ?::jsonb, ?, ?, ?, ?) on conflict do nothing""")
                .params(release.type(), release.version(), release.chart().value(), json(release.images()), release.notes(),
                        release.base().map(ImageDigest::value).orElse(null), release.publishedAt().atOffset(ZoneOffset.UTC), release.publishedBy())
                .update() == 1;
    }

    Optional<Release> find(String type, String version) {
        return jdbc.sql("select * from release where type = ? and version = ?").params(type, version).query(Releases::row).optional();
    }

    List<Release> of(String type) {
        return jdbc.sql("select * from release where type = ? order by version_order desc").param(type).query(Releases::row).list();
    }

    List<Release> find(String type, String text, Order order, int offset, int limit) {
        return jdbc.sql("select * " + FOUND + " order by " + by(order) + " offset :offset limit :limit").param("type", type).param("text", wanted(text))
                .param("offset", offset).param("limit", limit).query(Releases::row).list();
    }

    private static String by(Order order) {
        return switch (order) {
            case NEWEST_VERSION -> "version_order desc";
            case OLDEST_VERSION -> "version_order";
            case PUBLISHED_LAST -> "published_at desc, version_order desc";
            case PUBLISHED_FIRST -> "published_at, version_order";
        };
    }

    int count(String type, String text) {
        return jdbc.sql("select count(*) " + FOUND).param("type", type).param("text", wanted(text)).query(Integer.class).single();
    }

    List<String> versions(String type) {
        return jdbc.sql("select version from release where type = ? order by version_order desc").param(type).query(String.class).list();
    }

    List<Release> named(List<String> types, String text, int limit) {
        return jdbc.sql("select * from release where type = any(?) and strpos(lower(type || ' ' || version), ?) > 0 order by type, version_order desc limit ?")
                .params(types.toArray(String[]::new), wanted(text), limit).query(Releases::row).list();
    }

    private static String wanted(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static String json(Map<String, Image> images) {
        var json = JsonMapper.shared().createObjectNode();
        images.forEach((role, image) -> json.put(role, image.toString()));
        return json.toString();
    }

    private static Release row(ResultSet row, int number) throws SQLException {
        return new Release(row.getString("type"), row.getString("version"), new ImageDigest(row.getString("chart")),
                images(row.getString("images")), row.getString("notes"), Optional.ofNullable(row.getString("base")).map(ImageDigest::new),
                row.getObject("published_at", OffsetDateTime.class).toInstant(), row.getString("published_by"));
    }

    private static Map<String, Image> images(String json) {
        return JsonMapper.shared().readTree(json).properties().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> image(entry.getValue())));
    }

    private static Image image(JsonNode text) {
        String[] parts = text.asString().split("@");
        return new Image(parts[0], new ImageDigest(parts[1]));
    }
}

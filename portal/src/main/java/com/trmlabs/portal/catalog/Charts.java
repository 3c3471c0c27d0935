package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.ImageDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.util.FileSystemUtils;

/** The charts that were uploaded: kept in the database, unpacked beside the program when somebody needs the files. */
@Repository
class Charts {

    private final JdbcClient jdbc;
    private final Path folder;
    private final CatalogSettings settings;

    Charts(JdbcClient jdbc, @Value("${portal.folder:.portal}") Path folder, CatalogSettings settings) {
        this.jdbc = jdbc;
        this.folder = folder.toAbsolutePath().resolve("charts");
        this.settings = settings;
    }

    /** Whether it was new. */
    boolean add(ImageDigest digest, ChartArchive chart, Instant at, String by) {
        return jdbc.sql("insert into chart (digest, name, content, uploaded_at, uploaded_by) values (?, ?, ?, ?, ?) on conflict do nothing")
                .params(digest.value(), chart.name(), chart.content(), at.atOffset(ZoneOffset.UTC), by).update() == 1;
    }

    Optional<String> name(ImageDigest digest) {
        return jdbc.sql("select name from chart where digest = ?").param(digest.value()).query(String.class).optional();
    }

    /** The chart's folder, with exactly the files of the archive of this digest in it, whatever happened to them meanwhile. */
    Path unpacked(ImageDigest digest) {
        byte[] content = jdbc.sql("select content from chart where digest = ?").param(digest.value()).query(byte[].class).single();
        if (!ChartArchive.digest(content).equals(digest)) {
            throw new IllegalStateException("The chart kept as " + digest + " is not what was uploaded. Nothing was rendered from it.");
        }
        ChartArchive chart = ChartArchive.read(content, settings.maxUnpacked().toBytes());
        try {
            return unpack(chart, folder.resolve(digest.value().replace(':', '-'))).resolve(chart.name());
        } catch (IOException diskFault) {
            throw new UncheckedIOException(diskFault);
        }
    }

    private Path unpack(ChartArchive chart, Path target) throws IOException {
        if (chart.isIn(target)) {
            return target;
        }
        Files.createDirectories(folder);
        Path fresh = Files.createTempDirectory(folder, "unpacking-");
        chart.unpackTo(fresh);
        FileSystemUtils.deleteRecursively(target);
        try {
            return Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException taken) {
            FileSystemUtils.deleteRecursively(fresh);
            if (chart.isIn(target)) {
                return target;
            }
            throw taken;
        }
    }
}

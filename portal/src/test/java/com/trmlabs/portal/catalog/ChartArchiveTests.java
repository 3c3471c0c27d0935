package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.trmlabs.portal.catalog.PublicationRefused.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartArchiveTests {

    private static final long LIMIT = 100_000;

    @TempDir
    Path folder;

    @Test
    void packsTheSameFilesIntoTheSameBytesAndBack() throws IOException {
        Path chart = Files.createDirectories(folder.resolve("chart/templates")).getParent();
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: api\nversion: 1.0.0\n");
        Files.writeString(chart.resolve("values.schema.json"), "{}");
        Files.writeString(chart.resolve("templates/service.yaml"), "kind: Service\n");

        byte[] packed = ChartArchive.pack(chart, "api");
        Files.setLastModifiedTime(chart.resolve("Chart.yaml"), java.nio.file.attribute.FileTime.fromMillis(1));
        assertThat(ChartArchive.pack(chart, "api")).isEqualTo(packed);

        ChartArchive archive = ChartArchive.read(packed, LIMIT);
        Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
        archive.unpackTo(unpacked);
        assertThat(archive.name()).isEqualTo("api");
        assertThat(archive.isIn(unpacked)).isTrue();
        assertThat(unpacked.resolve("api/templates/service.yaml")).hasContent("kind: Service\n");
    }

    @Test
    void seesWhenUnpackedFilesWereTouched() throws IOException {
        ChartArchive archive = ChartArchive.read(archive(tar -> {}), LIMIT);
        Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
        assertThat(archive.isIn(folder.resolve("nothing-there"))).isFalse();
        archive.unpackTo(unpacked);
        Path more = Files.writeString(unpacked.resolve("api/more.yaml"), "kind: Pod");
        assertThat(archive.isIn(unpacked)).isFalse();
        Files.delete(more);
        assertThat(archive.isIn(unpacked)).isTrue();
        Files.writeString(unpacked.resolve("api/Chart.yaml"), "name: other");
        assertThat(archive.isIn(unpacked)).isFalse();
        Files.delete(unpacked.resolve("api/Chart.yaml"));
        assertThat(archive.isIn(unpacked)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "api/../../outside", "api/..", "api/./x", "/etc/passwd", "api/templates/../../../x", "api\\..\\x", "api/a b", "api//x",
        "./api/x", "api/tab\tx"})
    void refusesNamesThatReachOutside(String name) {
        assertRefused(archive(tar -> file(tar, name, "x")), Cause.WRONG, "");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO,
        TarConstants.LF_CONTIG, TarConstants.LF_GNUTYPE_SPARSE})
    void refusesWhatIsNoPlainFile(byte kind) {
        assertRefused(archive(tar -> {
            TarArchiveEntry entry = new TarArchiveEntry("api/link", kind);
            entry.setLinkName("/etc/passwd");
            put(tar, entry, new byte[0]);
        }), Cause.WRONG, "no plain file");
    }

    @Test
    void refusesASmallArchiveThatHoldsALot() {
        byte[] bomb = archive(tar -> file(tar, "api/zeros", "0".repeat(5_000_000)));
        assertThat(bomb.length).isLessThan((int) LIMIT);
        assertRefused(bomb, Cause.TOO_LARGE, "more than " + LIMIT);
    }

    @Test
    void refusesAFileThatClaimsToBeSparse() {
        assertRefused(archive(tar -> {
            put(tar, new TarArchiveEntry("PaxHeaders/hole", TarConstants.LF_PAX_EXTENDED_HEADER_LC),
                    "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n34 GNU.sparse.realsize=1500000000\n".getBytes());
            TarArchiveEntry entry = new TarArchiveEntry("api/hole");
            put(tar, entry, "1\n0\n1\n".concat("\0".repeat(506)).getBytes());
        }), Cause.WRONG, "no plain file");
    }

    @Test
    void refusesDoublesAndFilesThatAreFoldersToo() {
        assertRefused(archive(tar -> file(tar, "api/Chart.yaml", "name: api")), Cause.WRONG, "twice");
        assertRefused(archive(tar -> file(tar, "api/Chart.yaml/x", "")), Cause.WRONG, "as a file and as a folder");
    }

    @Test
    void refusesMoreFilesThanAChartHas() {
        assertRefused(archive(tar -> {
            for (int i = 0; i < 600; i++) {
                file(tar, "api/f" + i, "");
            }
        }), Cause.TOO_LARGE, "");
    }

    @Test
    void refusesWhatIsNoChart() throws IOException {
        assertRefused(packed(tar -> {}), Cause.WRONG, "one folder");
        assertRefused(packed(tar -> file(tar, "api/Chart.yaml", "name: api")), Cause.WRONG, "has no api/values.schema.json");
        assertRefused(packed(tar -> file(tar, "api/values.schema.json", "{}")), Cause.WRONG, "has no api/Chart.yaml");
        assertRefused(archive(tar -> file(tar, "other/x", "")), Cause.WRONG, "one folder");
        assertRefused(packed(tar -> {
            file(tar, "api/Chart.yaml", "name: postgres");
            file(tar, "api/values.schema.json", "{}");
        }), Cause.WRONG, "Both are the chart's name");
        assertRefused(packed(tar -> {
            file(tar, "api/Chart.yaml", "name: [");
            file(tar, "api/values.schema.json", "{}");
        }), Cause.WRONG, "cannot be read");
        assertRefused("no archive".getBytes(), Cause.WRONG, "no gzipped tar");
        assertRefused(new byte[0], Cause.WRONG, "no gzipped tar");
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(noise)) {
            gzip.write("x".repeat(2000).getBytes());
        }
        assertRefused(noise.toByteArray(), Cause.WRONG, "");
    }

    private static void assertRefused(byte[] archive, Cause cause, String words) {
        assertThatExceptionOfType(PublicationRefused.class).isThrownBy(() -> ChartArchive.read(archive, LIMIT))
                .withMessageContaining(words).satisfies(refused -> assertThat(refused.reason()).isEqualTo(cause));
    }

    /** A good chart and then something more. */
    private static byte[] archive(Consumer<TarArchiveOutputStream> more) {
        return packed(tar -> {
            file(tar, "api/Chart.yaml", "name: api\n");
            file(tar, "api/values.schema.json", "{}");
            more.accept(tar);
        });
    }

    private static byte[] packed(Consumer<TarArchiveOutputStream> content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
            content.accept(tar);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return packed.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, String content) {
        put(tar, new TarArchiveEntry(name, true), content.getBytes());
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content) {
        try {
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

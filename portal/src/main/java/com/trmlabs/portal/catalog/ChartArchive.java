package com.trmlabs.portal.catalog;

import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.ImageDigest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A chart as one file whose SHA-256 is its name: a gzipped tar of plain files under one folder that bears the chart's name.
 * Whatever else an archive can hold is refused, and so is more than the limit.
 */
public final class ChartArchive {

    private static final int MOST_FILES = 500;
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._-]*";
    private static final String PLAIN_PATH = NAME + "(/(?!\\.\\.?/)[A-Za-z0-9._-]+)*";

    private final byte[] content;
    private final SortedMap<String, byte[]> files;

    private ChartArchive(byte[] content, SortedMap<String, byte[]> files) {
        this.content = content;
        this.files = files;
    }

    /** Packs a chart's folder, the same bytes for the same files. */
    public static byte[] pack(Path chart, String name) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(packed)); Stream<Path> all = Files.walk(chart)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                TarArchiveEntry entry = new TarArchiveEntry(name + "/" + chart.relativize(file));
                entry.setModTime(0);
                entry.setMode(0644);
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return packed.toByteArray();
    }

    /** @throws PublicationRefused when it is no chart, or a trap */
    static ChartArchive read(byte[] content, long limit) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(unzip(content, limit)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isDirectory() && entry.getLinkFlag() == TarConstants.LF_DIR) {
                    continue;
                }
                check(entry, files, limit);
                files.put(entry.getName(), tar.readAllBytes());
            }
        } catch (IOException | IllegalArgumentException damaged) {
            throw refused("is no gzipped tar archive: " + damaged.getMessage());
        }
        return new ChartArchive(content, files).checked();
    }

    private static byte[] unzip(byte[] content, long limit) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            byte[] tar = gzip.readNBytes(Math.toIntExact(limit + 1));
            if (tar.length > limit) {
                throw PublicationRefused.tooLarge("chart", "The archive holds more than " + limit + " bytes. A chart is small; is it the right folder?");
            }
            return tar;
        }
    }

    private static void check(TarArchiveEntry entry, SortedMap<String, byte[]> files, long limit) {
        String name = entry.getName();
        boolean plain = entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
        if (!plain || entry.isSparse() || entry.getSize() > limit) {
            throw refused("holds " + name + ", which is no plain file. Links, devices and sparse files are not taken.");
        }
        if (!name.matches(PLAIN_PATH) || name.endsWith("/..") || name.endsWith("/.") || name.length() > 200) {
            throw refused("holds the name '" + name + "'. Names are relative, without '..', of letters, digits, dots, dashes and underscores.");
        }
        if (files.containsKey(name) || files.size() == MOST_FILES) {
            throw refused(files.containsKey(name) ? "holds " + name + " twice." : "holds more than " + MOST_FILES + " files.");
        }
    }

    private ChartArchive checked() {
        List<String> roots = files.keySet().stream().map(file -> file.split("/")[0]).distinct().toList();
        if (roots.size() != 1) {
            throw refused("holds the folders " + roots + " at its top; one folder with the chart's name is expected.");
        }
        files.keySet().stream().filter(file -> !files.subMap(file + "/", file + "0").isEmpty()).findFirst().ifPresent(file -> {
            throw refused("holds " + file + " as a file and as a folder.");
        });
        JsonNode chart = parsed("Chart.yaml", new YAMLMapper());
        if (!chart.path("name").asString("").equals(name())) {
            throw refused("holds Chart.yaml with name " + chart.path("name") + " in the folder " + name() + ". Both are the chart's name.");
        }
        if (!parsed("values.schema.json", JsonMapper.shared()).isObject()) {
            throw refused("holds a values.schema.json that is no JSON Schema.");
        }
        return this;
    }

    private JsonNode parsed(String file, tools.jackson.databind.ObjectMapper format) {
        byte[] found = files.get(name() + "/" + file);
        if (found == null) {
            throw refused("has no " + name() + "/" + file + ".");
        }
        try {
            return format.readTree(found);
        } catch (JacksonException unreadable) {
            throw refused("holds a " + file + " that cannot be read: " + unreadable.getOriginalMessage());
        }
    }

    private static PublicationRefused refused(String what) {
        return PublicationRefused.wrong("chart", "The archive " + what);
    }

    static ImageDigest digest(byte[] content) {
        return new ImageDigest("sha256:" + Fingerprint.of(content).hex());
    }

    byte[] content() {
        return content.clone();
    }

    /** The chart's name, which is also its folder. */
    String name() {
        return files.firstKey().split("/")[0];
    }

    /** Whether exactly these files stand in the folder. */
    boolean isIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> there = all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).toList();
            for (Path file : there) {
                byte[] expected = files.get(folder.relativize(file).toString());
                if (expected == null || Files.isSymbolicLink(file) || !Arrays.equals(expected, Files.readAllBytes(file))) {
                    return false;
                }
            }
            return there.size() == files.size();
        }
    }

    void unpackTo(Path folder) throws IOException {
        for (Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey()).normalize();
            if (!target.startsWith(folder)) {
                throw refused("reaches out of its folder with " + file.getKey() + ".");
            }
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }
}

package com.trmlabs.portal.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The word list of PGPfone (Juola and Zimmermann, 1995): bytes as words that are hard to confuse when read aloud. Even
 * positions have two syllables and odd ones three, so a left-out word is heard.
 */
final class PgpWords {

    private static final List<String[]> WORDS = read();

    private PgpWords() {}

    static String of(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> WORDS.get(bytes[i] & 0xff)[i % 2])
                .collect(Collectors.joining(" "));
    }

    private static List<String[]> read() {
        try (InputStream words = PgpWords.class.getResourceAsStream("pgp-words.txt")) {
            return new String(words.readAllBytes(), StandardCharsets.US_ASCII).lines().map(line -> line.split(" ")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

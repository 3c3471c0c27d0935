package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to the service, from this machine through its LoadBalancer address, that never stop until they are told to. */
final class Load {

    private static final int RATE = 700;
    private static final String ADDRESS = "/address/exposure/direct?address=";

    private final Process process;
    private final Path log;

    private Load(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Twelve clients keep their connections, four open one for each request. */
    static Load started() throws IOException {
        return started(RATE);
    }

    /**
     * @param rate requests a second
     * @param addresses that are asked for, too
     */
    static Load started(int rate, String... addresses) throws IOException {
        return start(Stream.concat(Stream.of("--requests", "100000000", "--rate", String.valueOf(rate), "--kept", "12", "--fresh", "4"),
                Stream.of(addresses).flatMap(address -> Stream.of("--path", ADDRESS + address))).toArray(String[]::new));
    }

    /** One request; whether it was answered. */
    static boolean isServed() {
        try {
            return start("--requests", "1", "--kept", "0", "--fresh", "1", "--timeout", "3").report().path("lost").asInt() == 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Load start(String... how) throws IOException {
        Path log = Files.createTempFile(World.the().folder, "load", ".log");
        List<String> arguments = new ArrayList<>(List.of("--connect", World.the().address() + ":443", "--name", "api.customer.example",
                "--ca", World.the().folder.resolve("ca.crt").toString(), "--path", ADDRESS + "addr-1", "--path", "/healthz"));
        arguments.addAll(List.of(how));
        return new Load(Programs.begin(log, World.source("rehearsal/load/load"), arguments.toArray(String[]::new)), log);
    }

    int done() {
        assertThat(process.isAlive()).as(this::said).isTrue();
        String last = said().lines().filter(line -> line.contains(" done, ")).reduce((earlier, later) -> later).orElse("0 done");
        return Integer.parseInt(last.substring(0, last.indexOf(' ')));
    }

    JsonNode stop() {
        process.toHandle().destroy(); // SIGTERM
        return report();
    }

    private JsonNode report() {
        try {
            return JsonMapper.shared().readTree(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(said(), failure);
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}

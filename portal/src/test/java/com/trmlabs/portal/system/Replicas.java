package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Portals in processes of their own on the test's database: they carry out what is due, and whoever is killed is started again. */
final class Replicas implements AutoCloseable {

    private static final int HOW_MANY = 2;
    private static final int KILLED = 128 + 9;

    private final Path dieAt = World.the().folder.resolve("die-at");
    private final List<Process> running = new ArrayList<>();

    Replicas() throws IOException {
        Programs.output(World.source("bin/build")); // nothing to do within bin/test
        dieAt(List.of());
        fill();
    }

    /** @param moments of steps, {@code forward 3 BEFORE_EXECUTE}; the replica that reaches the first one ends itself as by {@code kill -9} */
    void dieAt(List<String> moments) throws IOException {
        Files.write(dieAt, moments);
    }

    /** One is killed at a moment of its own, and started again. */
    void oneIsKilled(String moment) throws IOException {
        Process killed = await("a replica is killed at " + moment).atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(100))
                .until(() -> running.stream().filter(process -> !process.isAlive()).findFirst().orElse(null), process -> process != null);
        assertThat(killed.exitValue()).as("ended by kill -9 at %s; its log is in %s", moment, World.the().folder).isEqualTo(KILLED);
        assertThat(Files.readAllLines(dieAt)).as("moments to come").doesNotContain(moment);
        running.remove(killed);
        fill();
    }

    private void fill() throws IOException {
        while (running.size() < HOW_MANY) {
            Path log = Files.createTempFile(World.the().folder, "replica", ".log");
            Process process = new ProcessBuilder(command(dieAt)).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // it does not outlive the test
            running.add(process);
        }
    }

    /** The program as it is built, made for a quick start; and a dead replica's work in the scheduler is found soon. */
    private static List<String> command(Path dieAt) {
        Path program = World.source("portal/target/run");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx400m", "-Xmn200m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=6", "-XX:ReservedCodeCacheSize=240m",
                "-XX:AOTCache=" + program.resolve("portal.aot"), "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dcom.marcnuri.jkube-helm.skipRemoteJar=true",
                "-jar", program.resolve("portal-0.1.0-SNAPSHOT.jar").toString(),
                "--spring.profiles.active=rehearsal", "--server.port=0", "--spring.main.lazy-initialization=true",
                "--spring.quartz.properties.org.quartz.jobStore.clusterCheckinInterval=1000", "--portal.rehearsal.kill-file=" + dieAt));
        World.the().settings().forEach(setting -> command.add("--" + setting));
        return command;
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        for (Process process : running) {
            try {
                process.waitFor(20, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
    }
}

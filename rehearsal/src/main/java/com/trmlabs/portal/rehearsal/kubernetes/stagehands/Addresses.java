package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Plays the cloud: addresses for load balancers and Ingresses, certificates that get issued. Nothing answers behind them. */
final class Addresses implements Hand {

    private static final String CLOUD = "cloud-controller-manager";
    private static final double LOAD_BALANCER_SECONDS = 3;
    private static final double CERTIFICATE_SECONDS = 20;

    private final Scene scene;
    private final Events events;
    private final Map<String, Instant> due = new HashMap<>();

    Addresses(Scene scene, Events events) {
        this.scene = scene;
        this.events = events;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        var services = scene.all("Service").stream()
                .filter(service -> Json.text(service, "spec.type").equals("LoadBalancer") && !hasAddress(service))
                .map(service -> later(service, LOAD_BALANCER_SECONDS, now, () -> service(service, now)));
        var ingresses = scene.all("Ingress").stream()
                .filter(ingress -> !hasAddress(ingress))
                .map(ingress -> later(ingress, LOAD_BALANCER_SECONDS, now, () -> address(ingress)));
        var certificates = google("ManagedCertificate").stream()
                .filter(certificate -> !Json.text(certificate, "status.certificateStatus").equals("Active"))
                .map(certificate -> later(certificate, CERTIFICATE_SECONDS, now, () -> certificate(certificate, "Active")));
        var next = Stream.of(services, ingresses, certificates).flatMap(all -> all).flatMap(Optional::stream).min(Instant::compareTo);
        google("ManagedCertificate").stream().filter(certificate -> !Json.has(certificate, "status"))
                .forEach(certificate -> certificate(certificate, "Provisioning"));
        return next;
    }

    private List<ObjectNode> google(String kind) {
        return scene.kinds().stream().filter(candidate -> candidate.kind().equals(kind))
                .flatMap(candidate -> scene.store().list(candidate, "").stream()).toList();
    }

    private Optional<Instant> later(ObjectNode object, double seconds, Instant now, Runnable work) {
        var uid = Json.text(object, "metadata.uid");
        var time = due.computeIfAbsent(uid, ignored -> scene.pace().after(now, seconds));
        if (time.isAfter(now)) {
            return Optional.of(time);
        }
        due.remove(uid);
        work.run();
        return Optional.empty();
    }

    private void service(ObjectNode service, Instant now) {
        address(service);
        events.normal(service, "service-controller", "EnsuredLoadBalancer", "Ensured load balancer", now);
    }

    private void address(ObjectNode object) {
        int number = Math.floorMod(Json.text(object, "metadata.uid").hashCode(), 250 * 250);
        var ip = "10.197." + number / 250 + "." + (number % 250 + 1);
        scene.status(object, CLOUD, current -> Json.in(current, "status.loadBalancer").putArray("ingress").addObject().put("ip", ip));
    }

    private static boolean hasAddress(ObjectNode object) {
        return !Json.items(object, "status.loadBalancer.ingress").isEmpty();
    }

    private void certificate(ObjectNode certificate, String state) {
        scene.status(certificate, "managed-certificate-controller", current -> {
            var status = Json.in(current, "status").put("certificateStatus", state);
            var domains = status.putArray("domainStatus");
            Json.items(current, "spec.domains").forEach(domain -> domains.addObject().put("domain", domain.asString()).put("status", state));
        });
    }
}

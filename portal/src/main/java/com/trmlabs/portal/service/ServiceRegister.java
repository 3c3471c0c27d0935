package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.ChangeSucceeded;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.spi.HealthCheck;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps what runs where: written when a change succeeds, read by pages, its health read from the clusters. */
@Component
class ServiceRegister implements ServiceQueries, ServiceHealth {

    private static final Set<String> LASTING = Set.of("Deployment", "StatefulSet");
    private static final List<Health> WORST_LAST = List.of(Health.HEALTHY, Health.PROGRESSING, Health.DEGRADED, Health.MISSING);

    private final ServiceStore services;
    private final Catalog catalog;
    private final KubernetesClusters clusters;
    private final HealthChecks checks;
    private final CurrentActor current;
    private final Clock clock;

    ServiceRegister(ServiceStore services, Catalog catalog, KubernetesClusters clusters, HealthChecks checks, CurrentActor current, Clock clock) {
        this.services = services;
        this.catalog = catalog;
        this.clusters = clusters;
        this.checks = checks;
        this.current = current;
        this.clock = clock;
    }

    /** In the transaction that ends the run. */
    @EventListener
    void on(ChangeSucceeded succeeded) {
        for (JsonNode facts : succeeded.facts().path("services")) {
            ServiceName name = ServiceName.of(facts.get("service").asString());
            Service service = services.findById(name.toString()).orElseGet(() -> new Service(name, succeeded.intent().customer()));
            service.become((ObjectNode) facts.get("request"), (ArrayNode) facts.get("objects"), succeeded.change().toString(), succeeded.at());
            services.save(service);
        }
    }

    @Override
    @Transactional(readOnly = true)
    public List<Row> in(ClusterName cluster) {
        return seen(services.findByClusterOrderByName(cluster.value()));
    }

    @Override
    @Transactional(readOnly = true)
    public List<Row> all() {
        return seen(services.findAllByOrderByCustomerAscNameAsc());
    }

    @Override
    @Transactional(readOnly = true)
    public List<Row> running(String type, String version) {
        return seen(services.findByTypeAndReleaseOrderByName(type, version));
    }

    private List<Row> seen(List<Service> all) {
        Predicate<Service> visible = service -> current.grants().sees(service.customer());
        Map<String, List<String>> versions = new HashMap<>();
        return all.stream().filter(visible)
                .map(service -> service.row(behind(service, versions.computeIfAbsent(service.type(), catalog::versions)))).toList();
    }

    @Override
    @Transactional(readOnly = true)
    public Page page(ServiceName name) {
        Service service = visible(name);
        return service.page(behind(service, catalog.versions(service.type())));
    }

    @Override
    @Transactional(readOnly = true)
    public List<ObjectRef> workloads(ServiceName name) {
        return workloads(visible(name));
    }

    private Service visible(ServiceName name) {
        Service service = services.findById(name.toString()).orElseThrow(() -> new NotFound("service " + name));
        current.requireSight(service.customer(), "service " + name);
        return service;
    }

    private static int behind(Service service, List<String> versions) {
        return Math.max(0, versions.indexOf(service.release()));
    }

    @Override
    public List<ServiceName> known() {
        return services.findAll().stream().map(Service::name).toList();
    }

    /** The cluster is asked outside of any transaction. */
    @Override
    public void refresh(ServiceName name) {
        services.findById(name.toString()).ifPresent(service -> {
            try {
                read(service);
            } catch (KubernetesFault | NoSuchElementException fault) {
                service.notReached(fault.getMessage());
            }
            services.save(service);
        });
    }

    private void read(Service service) {
        Connection read = clusters.connect(service.name().cluster(), CloudIdentity.READ);
        String address = service.objects().stream().filter(object -> object.text("/spec/type").equals("LoadBalancer"))
                .map(object -> read.get(object.ref())).flatMap(Optional::stream)
                .map(live -> live.text("/status/loadBalancer/ingress/0/ip")).findFirst().orElse("");
        List<ObjectRef> workloads = workloads(service);
        Reading health = Stream.concat(workloads.stream().map(ref -> read(read, ref)), checks(service).map(check -> read(read, check, workloads)))
                .max(Comparator.comparing(reading -> WORST_LAST.indexOf(reading.health()))).orElse(new Reading(Health.HEALTHY, ""));
        service.found(health.health(), health.note(), address, clock.instant());
    }

    private record Reading(Health health, String note) {}

    /** What goes on running; a Job was over when its change was. */
    private static List<ObjectRef> workloads(Service service) {
        return service.objects().stream().map(KubeObject::ref).filter(ref -> LASTING.contains(ref.kind())).toList();
    }

    private Stream<HealthCheck> checks(Service service) {
        return catalog.type(service.type()).descriptor().at("/health/checks").valueStream().map(name -> checks.named(name.asString()));
    }

    private static Reading read(Connection read, HealthCheck check, List<ObjectRef> workloads) {
        HealthCheck.Finding finding = check.check(read, workloads);
        return new Reading(finding.healthy() ? Health.HEALTHY : Health.DEGRADED, finding.says());
    }

    private static Reading read(Connection read, ObjectRef ref) {
        return Rollout.read(read, ref).map(found -> new Reading(health(found), failure(found).map(Rollout.Sign::cause).orElse(found.missing(0))))
                .orElse(new Reading(Health.MISSING, ref + " is gone"));
    }

    private static Optional<Rollout.Sign> failure(Rollout rollout) {
        return rollout.sign().or(rollout::outOfTime);
    }

    private static Health health(Rollout rollout) {
        if (failure(rollout).isPresent()) {
            return Health.DEGRADED;
        }
        return rollout.missing(0).isEmpty() ? Health.HEALTHY : Health.PROGRESSING;
    }
}

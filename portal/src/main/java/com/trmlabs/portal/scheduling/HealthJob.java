package com.trmlabs.portal.scheduling;

import com.trmlabs.portal.cluster.ClusterHealth;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.service.ServiceHealth;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what runs in customers' clusters. One that does not answer does not keep the others waiting for their turn. */
@DisallowConcurrentExecution
class HealthJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(HealthJob.class);

    private final ClusterHealth clusters;
    private final ServiceHealth services;
    private final CurrentActor current;

    HealthJob(ClusterHealth clusters, ServiceHealth services, CurrentActor current) {
        this.clusters = clusters;
        this.services = services;
        this.current = current;
    }

    @Override
    public void execute(JobExecutionContext context) {
        clusters.known().forEach(cluster -> look(() -> clusters.refresh(cluster)));
        services.known().forEach(service -> look(() -> services.refresh(service)));
    }

    private void look(Runnable reading) {
        try {
            current.as(Actor.portal("health"), () -> {
                reading.run();
                return true;
            });
        } catch (RuntimeException fault) {
            LOG.warn("Health was not read", fault);
        }
    }
}

package com.trmlabs.portal;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jobs for a database, of the shapes that its chart keeps as CronJobs, begun as a change or a person would. */
public final class OperationJobs {

    private final KubernetesClient admin;
    private final String namespace;

    public OperationJobs(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    /** What a Job of dbops tells; it has to end well. */
    public JsonNode dbops(String... command) {
        return result(begin(command));
    }

    /** Starts a Job of dbops; its name. */
    public String begin(String... command) {
        return begin("postgres-dbops", pod -> pod.getContainers().getFirst().setCommand(Stream.concat(Stream.of("dbops"), Stream.of(command)).toList()));
    }

    /** Starts a Job of a CronJob, with what is changed in its pod. */
    public String begin(String form, Consumer<PodSpec> change) {
        var shape = admin.batch().v1().cronjobs().inNamespace(namespace).withName(form).get().getSpec().getJobTemplate().getSpec();
        change.accept(shape.getTemplate().getSpec());
        Job job = new JobBuilder().withNewMetadata().withGenerateName("dbops-").withNamespace(namespace).endMetadata().withSpec(shape).build();
        return admin.resource(job).create().getMetadata().getName();
    }

    public JsonNode result(String job) {
        ContainerStateTerminated told = end(job);
        assertThat(told.getExitCode()).as(told.getMessage()).isZero();
        return JsonMapper.shared().readTree(told.getMessage());
    }

    /** As soon as its container has ended; the Job itself tells of it a second or two later. */
    public ContainerStateTerminated end(String job) {
        var ended = admin.pods().inNamespace(namespace).withLabel("job-name", job).waitUntilCondition(pod -> ended(pod).isPresent(), 2, MINUTES);
        admin.batch().v1().jobs().inNamespace(namespace).withName(job).delete();
        return ended(ended).orElseThrow();
    }

    private static Optional<ContainerStateTerminated> ended(@Nullable Pod pod) {
        return Optional.ofNullable(pod).flatMap(made -> made.getStatus().getContainerStatuses().stream().findFirst())
            .map(container -> container.getState().getTerminated());
    }

    public Pod pod(String job) {
        return admin.pods().inNamespace(namespace).withLabel("job-name", job).list().getItems().getFirst();
    }

    public boolean hasFailed(String job) {
        Job run = admin.batch().v1().jobs().inNamespace(namespace).withName(job).get();
        return run != null && run.getStatus() != null && Integer.valueOf(1).equals(run.getStatus().getFailed());
    }
}

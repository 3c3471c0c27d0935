package com.trmlabs.portal.rehearsal.kubernetes.store;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All kinds of a cluster. */
public final class Kinds {

    private static final String TABLE = """
            - v1 Namespace namespaces core.v1 status
            - v1 Node nodes core.v1 status
            - v1 Service services core.v1 namespaced status
            - v1 ConfigMap configmaps core.v1 namespaced
            - v1 Secret secrets core.v1 namespaced
            - v1 ServiceAccount serviceaccounts core.v1 namespaced
            - v1 Pod pods core.v1 namespaced status generation
            - v1 Event events core.v1 namespaced
            - v1 Endpoints endpoints core.v1 namespaced
            - v1 PersistentVolumeClaim persistentvolumeclaims core.v1 namespaced status
            apps v1 Deployment deployments apps.v1 namespaced status scale generation
            apps v1 ReplicaSet replicasets apps.v1 namespaced status scale generation
            apps v1 StatefulSet statefulsets apps.v1 namespaced status scale generation
            apps v1 ControllerRevision controllerrevisions apps.v1 namespaced
            batch v1 Job jobs batch.v1 namespaced status generation
            batch v1 CronJob cronjobs batch.v1 namespaced status generation
            autoscaling v2 HorizontalPodAutoscaler horizontalpodautoscalers autoscaling.v2 namespaced status
            policy v1 PodDisruptionBudget poddisruptionbudgets policy.v1 namespaced status generation
            networking.k8s.io v1 Ingress ingresses networking.v1 namespaced status generation
            networking.k8s.io v1 NetworkPolicy networkpolicies networking.v1 namespaced generation
            rbac.authorization.k8s.io v1 Role roles rbac.v1 namespaced
            rbac.authorization.k8s.io v1 RoleBinding rolebindings rbac.v1 namespaced
            rbac.authorization.k8s.io v1 ClusterRole clusterroles rbac.v1
            rbac.authorization.k8s.io v1 ClusterRoleBinding clusterrolebindings rbac.v1
            admissionregistration.k8s.io v1 ValidatingAdmissionPolicy validatingadmissionpolicies admissionregistration.v1 status generation
            admissionregistration.k8s.io v1 ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings admissionregistration.v1
            authorization.k8s.io v1 SelfSubjectAccessReview selfsubjectaccessreviews authorization.v1 unstored
            authorization.k8s.io v1 SelfSubjectRulesReview selfsubjectrulesreviews authorization.v1 unstored
            networking.gke.io v1 ManagedCertificate managedcertificates google.v1 namespaced generation google
            networking.gke.io v1beta1 FrontendConfig frontendconfigs google.v1beta1 namespaced generation google
            cloud.google.com v1 BackendConfig backendconfigs google.v1 namespaced generation google
            monitoring.googleapis.com v1 PodMonitoring podmonitorings google.v1 namespaced generation google
            monitoring.googleapis.com v1 Rules rules google.v1 namespaced generation google
            """;

    private final List<ApiKind> all;

    public Kinds(boolean google) {
        all = TABLE.lines().map(Kinds::parse).filter(kind -> google || !kind.has("google")).toList();
    }

    private static ApiKind parse(String line) {
        var words = line.split(" ");
        var group = words[0].equals("-") ? "" : words[0];
        var traits = Set.copyOf(Arrays.asList(words).subList(5, words.length));
        return new ApiKind(group, words[1], words[2], words[3], words[4] + "." + words[2], traits);
    }

    public Stream<ApiKind> stream() {
        return all.stream();
    }

    public Optional<ApiKind> byPlural(String group, String version, String plural) {
        return stream().filter(kind -> kind.group().equals(group) && kind.version().equals(version) && kind.plural().equals(plural)).findFirst();
    }

    public Optional<ApiKind> byKind(String apiVersion, String name) {
        return stream().filter(kind -> kind.apiVersion().equals(apiVersion) && kind.kind().equals(name)).findFirst();
    }

    /** One of the kinds that every cluster has, for example Deployment. */
    public ApiKind named(String name) {
        return stream().filter(kind -> kind.kind().equals(name)).findFirst().orElseThrow();
    }
}

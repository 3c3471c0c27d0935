package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ClusterName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API servers of customers' clusters. Every call may throw {@link KubernetesFault}; none sleeps or retries for long. */
public interface KubernetesClusters {

    /** A connection as one of our two identities; cheap to ask for, kept and renewed inside. */
    Connection connect(ClusterName cluster, CloudIdentity identity);

    /** One cluster as one identity. */
    interface Connection {

        /** The server's version, for example 1.35.4. */
        String version();

        /**
         * Those that the server knows, of {@code kinds} as apiVersion/Kind, for example monitoring.googleapis.com/v1/PodMonitoring.
         * Nobody else's API is asked: a sick one must not stop planning.
         */
        Set<String> known(Set<String> kinds);

        Optional<KubeObject> get(ObjectRef ref);

        /** All objects of a kind with a label selector, in a namespace or everywhere; pages are followed. */
        List<KubeObject> list(String apiVersion, String kind, Optional<String> namespace, String labelSelector);

        /** What an apply would make of the object, defaults folded in; writes nothing. */
        KubeObject dryRun(KubeObject desired);

        /** Server-side apply as field manager {@code portal}; fields of other managers are only taken with {@code force}. */
        KubeObject apply(KubeObject desired, boolean force);

        /** Deletes with everything that it owns; the object stays visible until all of that is gone. Already gone is fine. */
        void delete(ObjectRef ref);

        /** The last lines of a container's log, empty when it has none; {@code previous} is the run before the restart. */
        String logTail(String namespace, String pod, String container, boolean previous, int lines);

        /** Events about one object, oldest first. */
        List<KubeObject> events(String namespace, String uid);

        /** Whether the identity may do this, for example create deployments.apps in api. */
        boolean allows(String verb, String group, String resource, String namespace);
    }
}

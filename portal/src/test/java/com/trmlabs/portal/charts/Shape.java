package com.trmlabs.portal.charts;

import java.util.List;

/** What a database consists of. */
enum Shape {
    PLAIN(List.of("postgres"), List.of("postgres-pooler", "postgres-pgbouncer"), List.of(Front.DIRECT, Front.PGBOUNCER, Front.PGPOOL), "{}"),
    PRODUCTION(List.of("postgres"), List.of("postgres-pooler"), List.of(), "{}"),
    CITUS(List.of("postgres-0", "postgres-1", "postgres-2"), List.of("postgres-pooler"), List.of(Front.COORDINATOR, Front.WORKER, Front.WORKER_PAIRS, Front.POOLED), """
        mode: citus
        size: {cpu: 400m, memory: 768Mi, storage: 1Gi}
        citus: {database: exposure, workers: 2}
        """);

    /** Each has a leader of its own; the first one is what clients know. */
    final List<String> groups;

    final List<String> poolers;
    final List<Front> fronts;

    /** What the form says otherwise than for a plain one. */
    final String form;

    Shape(List<String> groups, List<String> poolers, List<Front> fronts, String form) {
        this.groups = groups;
        this.poolers = poolers;
        this.fronts = fronts;
        this.form = form;
    }

    /** Those whose leaders are struck: the coordinator, and one worker for all. */
    List<String> struck() {
        return groups.subList(0, Math.min(2, groups.size()));
    }

    /** To tell groups apart; nothing where there is one only. */
    String title(String group) {
        return groups.size() == 1 ? "" : group.equals(groups.getFirst()) ? ", coordinator" : ", a worker";
    }
}

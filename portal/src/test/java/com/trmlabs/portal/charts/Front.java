package com.trmlabs.portal.charts;

import java.util.Locale;

/** What a client may talk to. */
enum Front {
    DIRECT("leader Service", "postgres"),
    PGBOUNCER("PgBouncer", "postgres-pgbouncer"),
    PGPOOL("Pgpool-II", "postgres-pooler"),
    COORDINATOR("coordinator's leader Service", "postgres-0"),
    WORKER("a worker's leader Service", "postgres-1"),
    WORKER_PAIRS("there, two rows at once", "postgres-1"),
    POOLED("PgBouncer", "postgres-pooler");

    final String title;
    final String service;

    Front(String title, String service) {
        this.title = title;
        this.service = service;
    }

    /** The name in the certificate: there is one for a pooler, whatever its kind. */
    String host() {
        return this == PGBOUNCER ? PGPOOL.service : service;
    }

    /** Where its table is made: workers of Citus take rows, but make no tables. */
    Front maker() {
        return service.equals(WORKER.service) ? COORDINATOR : this;
    }

    String writer() {
        return name().toLowerCase(Locale.ROOT);
    }

    String pod() {
        return writer().replace('_', '-');
    }
}

package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import java.time.Instant;
import java.util.Optional;

/** One of those who move things on a cluster's stage. */
interface Hand {

    /** Does what is due by now, and tells when there is something to do next even if nothing changes until then. */
    Optional<Instant> play(Instant now);
}

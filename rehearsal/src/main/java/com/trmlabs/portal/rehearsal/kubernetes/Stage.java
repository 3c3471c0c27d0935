package com.trmlabs.portal.rehearsal.kubernetes;

import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import java.time.Clock;
import java.util.Optional;

/** Where a simulated cluster stands, and so which of the rehearsal's faults are meant for it. */
public record Stage(Faults faults, String project, String cluster) {

    /** A place of its own where nothing fails. */
    public static Stage quiet(String project, String cluster) {
        return new Stage(new Faults(Clock.systemUTC()), project, cluster);
    }

    /** The fault that holds for this subject now: an image, a namespace/name, or "VERB path". */
    public Optional<Fault> active(Kind kind, String subject) {
        return faults.active(kind, project, cluster, fault -> subject.contains(fault.detail()));
    }

    /** As {@link #active}, with the chance that the fault's rate says. */
    public Optional<Fault> hit(Kind kind, String subject) {
        return faults.hit(kind, project, cluster, fault -> subject.contains(fault.detail()));
    }
}

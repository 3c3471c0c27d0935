package com.trmlabs.portal.rehearsal.director;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that fails on purpose.
 *
 * @param project only in this Google project, else everywhere
 * @param cluster only in this cluster, else in all
 * @param rate share of the calls that are hit, above 0 up to 1; kinds that are no calls ignore it
 * @param delay for the kinds that are slow: how much longer it takes
 * @param detail what exactly: a permission, a quota metric, a part of an image or workload name; empty means any
 * @param until when it stops by itself
 */
public record Fault(Kind kind, Optional<String> project, Optional<String> cluster, double rate, Duration delay,
        String detail, Optional<Instant> until) {

    /** What can fail: the first four at Google, the next four to pods, the others to calls of an API server. */
    public enum Kind {
        /** The identities lack the permission named in {@code detail}. */
        PERMISSION_MISSING,
        /** The quota metric named in {@code detail} is used up. */
        QUOTA,
        /** Operations end with the error in {@code detail}. */
        OPERATION_ERROR,
        /** Operations take {@code delay} longer. */
        SLOW_OPERATIONS,
        /** Images whose name contains {@code detail} cannot be pulled. */
        IMAGE_PULL,
        /** Containers whose image name contains {@code detail} end right after their start. */
        CRASH_LOOP,
        /** Containers whose image name contains {@code detail} run, but never become ready. */
        NEVER_READY,
        /** Pods whose namespace/name contains {@code detail} find no node. */
        UNSCHEDULABLE,
        /** Calls are answered 409; here and below {@code detail} is a part of "VERB path". */
        API_CONFLICT,
        /** Calls are answered 429. */
        API_THROTTLED,
        /** Calls are answered 500. */
        API_ERROR,
        /** Calls are answered 503. */
        API_UNAVAILABLE,
        /** Calls hang for {@code delay}, then the connection is closed. */
        API_TIMEOUT,
        /** Calls take effect, but the connection is closed instead of an answer. */
        LOST_ANSWER,
        /** Open watches stay open and tell nothing. */
        SILENT_WATCH,
        /** Connections are closed at once. */
        UNREACHABLE,
        /** Every answer comes {@code delay} later. */
        SLOW
    }

    public Fault {
        if (rate <= 0 || rate > 1) {
            throw new IllegalArgumentException("rate has to be above 0 and at most 1");
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay cannot be negative");
        }
    }

    /** A fault everywhere, always, until it is taken away. */
    public static Fault of(Kind kind) {
        return new Fault(kind, Optional.empty(), Optional.empty(), 1, Duration.ZERO, "", Optional.empty());
    }

    public Fault in(String project) {
        return new Fault(kind, Optional.of(project), cluster, rate, delay, detail, until);
    }

    public Fault at(String cluster) {
        return new Fault(kind, project, Optional.of(cluster), rate, delay, detail, until);
    }

    public Fault rate(double rate) {
        return new Fault(kind, project, cluster, rate, delay, detail, until);
    }

    public Fault delay(Duration delay) {
        return new Fault(kind, project, cluster, rate, delay, detail, until);
    }

    public Fault detail(String detail) {
        return new Fault(kind, project, cluster, rate, delay, detail, until);
    }

    public Fault until(Instant until) {
        return new Fault(kind, project, cluster, rate, delay, detail, Optional.of(until));
    }

    boolean hits(Kind kind, String project, String cluster, Instant now) {
        return this.kind == kind
                && this.project.map(project::equals).orElse(true)
                && this.cluster.map(cluster::equals).orElse(true)
                && until.map(now::isBefore).orElse(true);
    }
}

package com.trmlabs.portal.rehearsal.kubernetes;

/**
 * One thing that goes wrong on purpose.
 *
 * @param match text to look for: in the image ({@link Kind#IMAGE_PULL}, {@link Kind#CRASH_LOOP}, {@link Kind#NEVER_READY}),
 *     in namespace/name of the pod ({@link Kind#UNSCHEDULABLE}), or in "VERB path", for example "PATCH /apis/apps" (all
 *     others); empty matches everything
 * @param rate which share of the matching calls is hit, 0 to 1
 * @param status the HTTP status of {@link Kind#ANSWER}
 * @param millis how long {@link Kind#SLOW} and {@link Kind#STALL} take
 */
public record Fault(Kind kind, String match, double rate, int status, long millis) {

    /** What goes wrong. */
    public enum Kind {
        /** Images cannot be pulled: ErrImagePull, ImagePullBackOff. */
        IMAGE_PULL,
        /** Containers exit with 1 again and again: CrashLoopBackOff. */
        CRASH_LOOP,
        /** Containers run, but never become ready. */
        NEVER_READY,
        /** Pods find no node. */
        UNSCHEDULABLE,
        /** Calls are answered with a status (409, 429, 500, 503) and have no effect. */
        ANSWER,
        /** Calls hang for a time and then the connection is closed; they have no effect. */
        STALL,
        /** Calls take effect, but the connection is closed instead of an answer. */
        LOST_ANSWER,
        /** Watches stay open and tell nothing. */
        SILENT_WATCH,
        /** Connections are refused. */
        UNREACHABLE,
        /** Calls take longer. */
        SLOW
    }

    public Fault {
        if (rate < 0 || rate > 1) {
            throw new IllegalArgumentException("A fault's rate lies between 0 and 1, not " + rate);
        }
    }

    public static Fault imagePull(String image) {
        return new Fault(Kind.IMAGE_PULL, image, 1, 0, 0);
    }

    public static Fault crashLoop(String image) {
        return new Fault(Kind.CRASH_LOOP, image, 1, 0, 0);
    }

    public static Fault neverReady(String image) {
        return new Fault(Kind.NEVER_READY, image, 1, 0, 0);
    }

    public static Fault unschedulable(String pod) {
        return new Fault(Kind.UNSCHEDULABLE, pod, 1, 0, 0);
    }

    public static Fault answer(String call, int status, double rate) {
        return new Fault(Kind.ANSWER, call, rate, status, 0);
    }

    public static Fault stall(String call, double rate, long millis) {
        return new Fault(Kind.STALL, call, rate, 0, millis);
    }

    public static Fault lostAnswer(String call, double rate) {
        return new Fault(Kind.LOST_ANSWER, call, rate, 0, 0);
    }

    public static Fault silentWatch() {
        return new Fault(Kind.SILENT_WATCH, "", 1, 0, 0);
    }

    public static Fault unreachable() {
        return new Fault(Kind.UNREACHABLE, "", 1, 0, 0);
    }

    public static Fault slow(String call, long millis) {
        return new Fault(Kind.SLOW, call, 1, 0, millis);
    }
}

package com.trmlabs.portal.customer.spi;

import com.trmlabs.portal.customer.CustomerDirectory.Project;
import java.util.List;

/**
 * One question to a customer's cloud before anything is built there. Every bean of this type is part of preflight; checks run
 * side by side, so each asks for itself.
 */
public interface PreflightCheck {

    /** Unique and stable: results and waivers are stored under it. */
    String id();

    String title();

    Topic topic();

    /** Whether nobody can waive it: without it nothing can work. */
    boolean strict();

    /** May throw {@link CloudFault}, which counts as failed with the fault's message as cause. */
    Finding check(Subject subject);

    enum Topic { IDENTITY, APIS, QUOTA, NETWORK, REGISTRY, POLICY }

    /** What is to be built where. */
    record Subject(Project project, NodeDemand demand) {}

    enum Outcome { PASS, WARN, FAIL }

    /** @param cause one or two sentences that name the numbers
     * @param fixes what to do about it; empty when it passed */
    record Finding(Outcome outcome, String cause, List<Fix> fixes) {

        public static Finding pass(String cause) {
            return new Finding(Outcome.PASS, cause, List.of());
        }

        public static Finding warn(String cause, Fix... fixes) {
            return new Finding(Outcome.WARN, cause, List.of(fixes));
        }

        public static Finding fail(String cause, Fix... fixes) {
            return new Finding(Outcome.FAIL, cause, List.of(fixes));
        }
    }

    /** @param text a command to copy, or an https address to open */
    record Fix(String title, String text) {

        public boolean isLink() {
            return text.startsWith("https://");
        }
    }
}

package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Outcome;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.Refusal;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The newest answer of one check for one project. A waiver outlives later answers until its time ends, but counts for its own cause only. */
@Entity
@Table(name = "preflight_result")
class PreflightResult {

    private static final JsonMapper JSON = new JsonMapper();

    @EmbeddedId
    private Key key;
    @Enumerated(EnumType.STRING)
    private Outcome outcome;
    private String cause;
    private String fixes;
    private String planned;
    private Instant checkedAt;
    private @Nullable String waivedBy;
    private @Nullable String waivedByName;
    private @Nullable Instant waivedAt;
    private @Nullable Instant waivedUntil;
    private @Nullable String waivedBecause;
    private @Nullable String waivedCause;

    @Embeddable
    record Key(String project, String name) {}

    protected PreflightResult() {}

    PreflightResult(Key key, Finding finding, String plan, Instant now) {
        this.key = key;
        answer(finding, plan, now);
    }

    final void answer(Finding finding, String plan, Instant now) {
        outcome = finding.outcome();
        cause = finding.cause();
        fixes = JSON.writeValueAsString(finding.fixes());
        planned = plan;
        checkedAt = now;
    }

    void waive(Actor by, Instant until, String reason, Instant now) {
        if (outcome != Outcome.FAIL) {
            throw new Refusal("Only a check that failed can be waived; this one did not.");
        }
        waivedBy = by.person().value();
        waivedByName = by.name();
        waivedAt = now;
        waivedUntil = until;
        waivedBecause = reason;
        waivedCause = cause;
    }

    String check() {
        return key.name();
    }

    Outcome outcome() {
        return outcome;
    }

    String cause() {
        return cause;
    }

    List<Fix> fixes() {
        return JSON.readValue(fixes, new TypeReference<List<Fix>>() {});
    }

    String planned() {
        return planned;
    }

    Instant checkedAt() {
        return checkedAt;
    }

    Optional<PreflightReport.Waiver> waiver(Instant now) {
        return waivedUntil != null && waivedUntil.isAfter(now)
                ? Optional.of(new PreflightReport.Waiver(waivedByName, waivedAt, waivedUntil, waivedBecause, waivedCause)) : Optional.empty();
    }
}

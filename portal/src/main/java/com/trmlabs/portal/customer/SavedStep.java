package com.trmlabs.portal.customer;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was typed at one step of an onboarding. */
@Entity
@Table(name = "onboarding_step")
class SavedStep {

    private static final JsonMapper JSON = new JsonMapper();

    @EmbeddedId
    private Key key;
    private String data;
    private int version;
    private Instant savedAt;
    private String savedByName;

    @Embeddable
    record Key(long onboarding, String step) {}

    protected SavedStep() {}

    SavedStep(Key key) {
        this.key = key;
    }

    void write(ObjectNode typed, String by, Instant now) {
        data = typed.toString();
        version++;
        savedAt = now;
        savedByName = by;
    }

    long onboarding() {
        return key.onboarding();
    }

    String step() {
        return key.step();
    }

    int version() {
        return version;
    }

    ObjectNode data() {
        return (ObjectNode) JSON.readTree(data);
    }

    OnboardingDraft.Saved saved() {
        return new OnboardingDraft.Saved(data(), version, savedByName, savedAt);
    }
}

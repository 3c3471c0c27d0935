package com.trmlabs.portal.approval;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Fingerprint;
import java.util.Map;
import java.util.Optional;

/** What was voted on is no longer what would run, so the votes do not count any more. */
record VotesVoided(String subject, CustomerId of, Fingerprint fingerprint, int votes, String why) implements DomainEvent {

    @Override
    public String action() {
        return "approval.void";
    }

    @Override
    public Optional<CustomerId> customer() {
        return Optional.of(of);
    }

    @Override
    public Optional<String> reason() {
        return Optional.of(why);
    }

    @Override
    public Map<String, ?> before() {
        return Map.of("fingerprint", fingerprint.hex(), "votes", votes);
    }
}

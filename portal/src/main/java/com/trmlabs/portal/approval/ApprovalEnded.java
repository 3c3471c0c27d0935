package com.trmlabs.portal.approval;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Fingerprint;
import java.util.Map;
import java.util.Optional;

/** Voting on a subject came to its end; published in the transaction that ended it. */
public record ApprovalEnded(String subject, CustomerId of, Fingerprint fingerprint, Outcome outcome, String why) implements DomainEvent {

    public enum Outcome { GRANTED, REJECTED, CHANGES_ASKED, EXPIRED }

    @Override
    public String action() {
        return switch (outcome) {
            case GRANTED -> "approval.grant";
            case REJECTED -> "approval.reject";
            case CHANGES_ASKED -> "approval.ask-for-changes";
            case EXPIRED -> "approval.expire";
        };
    }

    @Override
    public Optional<CustomerId> customer() {
        return Optional.of(of);
    }

    @Override
    public Optional<String> reason() {
        return Optional.of(why).filter(text -> !text.isBlank());
    }

    @Override
    public Map<String, ?> after() {
        return Map.of("fingerprint", fingerprint.hex());
    }
}

package com.trmlabs.portal.approval;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Fingerprint;
import java.util.Map;
import java.util.Optional;

/** What was approved began, so the approval is spent: it neither expires nor counts for anything else. */
record ApprovalUsed(String subject, CustomerId of, Fingerprint fingerprint, int votes) implements DomainEvent {

    @Override
    public String action() {
        return "approval.use";
    }

    @Override
    public Optional<CustomerId> customer() {
        return Optional.of(of);
    }

    @Override
    public Map<String, ?> after() {
        return Map.of("fingerprint", fingerprint.hex(), "votes", votes);
    }
}

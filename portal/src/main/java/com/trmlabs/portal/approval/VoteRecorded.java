package com.trmlabs.portal.approval;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.identity.SignIn;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Fingerprint;
import java.util.Map;
import java.util.Optional;

/** Somebody voted; says to what exactly and how fresh the sign-in was. */
record VoteRecorded(String subject, CustomerId of, Fingerprint fingerprint, Verdict verdict, String comment, SignIn signIn)
        implements DomainEvent {

    @Override
    public String action() {
        return "approval.vote";
    }

    @Override
    public Optional<CustomerId> customer() {
        return Optional.of(of);
    }

    @Override
    public Optional<String> reason() {
        return Optional.of(comment).filter(text -> !text.isBlank());
    }

    @Override
    public Map<String, ?> after() {
        return Map.of("verdict", verdict.name(), "fingerprint", fingerprint.hex(), "signedInAt", signIn.at().toString(),
                "methods", signIn.methods());
    }
}

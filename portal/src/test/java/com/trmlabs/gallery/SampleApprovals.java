package com.trmlabs.gallery;

import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Approvals in every state, and a desk that refuses one of them. */
final class SampleApprovals implements ApprovalQueries, ApprovalDesk {

    private final Instant now = Instant.now();
    /** What was voted, in order. */
    final List<String> votes = new CopyOnWriteArrayList<>();
    volatile boolean fresh;
    /** Of what is asked for; another one after it was sealed again. */
    volatile Fingerprint seal = SampleChanges.SEAL;

    private Asked asked(String subject, String title, String impact, State state, Duration left) {
        Vote yes = new Vote("approver1@example.test", Verdict.YES, SampleChanges.SEAL, "Looks right", now.minusSeconds(900), now.minusSeconds(1000),
                List.of("pwd", "otp"), state != State.VOIDED);
        return new Asked(subject, title, new CustomerId("bluefin"), impact, "changes/" + subject, "operator2@example.test", new PersonId("someone"),
                seal, 2, List.of(yes), List.of("approver2@example.test", "approver3@example.test"), state, now.minusSeconds(7000),
                now.plus(left));
    }

    /** Somebody had said yes to what it was before. */
    private Asked sealedAgain() {
        Asked before = asked("C-1052", "Configure api, bluefin-prod", "No interruption", State.VOIDED, Duration.ofHours(5));
        return new Asked(before.subject(), before.title(), before.customer(), before.impact(), before.link(), before.requester(), before.requesterId(),
                SampleChanges.SEALED_AGAIN, before.votesNeeded(), before.votes(), before.couldVote(), State.OPEN,
                before.asked(), before.expires());
    }

    @Override
    public List<Asked> askedOfMe(String text, int offset, int limit) {
        return List.of(asked("C-1049", "Restart api, cedar-prod", "Each pod restarts, one at a time: no interruption", State.OPEN, Duration.ofHours(5)),
                        asked("C-1042", "Upgrade api to 2.4.0, bluefin-prod", "No interruption: rolling, 6 min (median of 9 here)", State.OPEN, Duration.ofHours(51)))
                .stream().filter(asked -> (asked.subject() + asked.title()).contains(text)).toList();
    }

    @Override
    public List<Asked> requestedByMe(String text, int offset, int limit) {
        return List.of();
    }

    @Override
    public List<Asked> done(String text, int offset, int limit) {
        return List.of(asked("C-1051", "Upgrade api to 2.4.0, cedar-prod", "No interruption", State.VOIDED, Duration.ZERO),
                asked("C-1050", "Restart api, bluefin-prod", "No interruption", State.GRANTED, Duration.ZERO),
                asked("C-1031", "Configure api, bluefin-prod", "No interruption", State.USED, Duration.ZERO),
                asked("C-1030", "Upgrade api to 2.2.0, dorado-prod", "No interruption", State.REJECTED, Duration.ZERO),
                asked("C-1029", "Upgrade api to 2.2.0, dorado-prod", "No interruption", State.EXPIRED, Duration.ZERO));
    }

    @Override
    public int countAskedOfMe() {
        return 2;
    }

    @Override
    public Optional<Asked> find(String subject) {
        return switch (subject) {
            case "C-1055" -> Optional.empty();
            case "C-1056" -> Optional.of(asked(subject, "Create echo-prod with api", "Nothing runs there yet", State.VOIDED, Duration.ofHours(51)));
            case "C-1051" -> Optional.of(asked(subject, "Upgrade api to 2.4.0, cedar-prod", "No interruption", State.VOIDED, Duration.ofHours(2)));
            case "C-1052" -> Optional.of(sealedAgain());
            case "C-1042", "C-1049" -> Optional.of(asked(subject, "Upgrade api to 2.4.0, bluefin-prod", "No interruption: rolling, 6 min (median of 9 here)",
                    State.OPEN, Duration.ofHours(51)));
            case "C-1050" -> Optional.of(asked(subject, "Restart api, bluefin-prod", "No interruption", State.GRANTED, Duration.ofHours(51)));
            default -> Optional.of(asked(subject, "Upgrade api", "No interruption", State.USED, Duration.ofHours(51)));
        };
    }

    @Override
    public List<Asked> find(Set<String> subjects) {
        return subjects.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    @Override
    public void vote(String subject, Fingerprint fingerprint, Verdict verdict, String comment) {
        if (comment.contains("refuse")) {
            throw new Refusal(subject + " is no longer what you looked at. Read it again, then vote.");
        }
        votes.add(verdict + " to " + subject + " " + fingerprint.brief() + ": " + comment);
    }

    @Override
    public Optional<String> refusal(String subject) {
        return subject.equals("C-1049") ? Optional.of("You requested C-1049, so you cannot vote on it.") : Optional.empty();
    }

    @Override
    public Freshness freshness() {
        return new Freshness(Optional.of(now.minus(Duration.ofMinutes(43))), Duration.ofMinutes(5), fresh);
    }
}

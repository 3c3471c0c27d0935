package com.trmlabs.portal.approval.ui;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Work;
import java.util.List;
import org.springframework.stereotype.Component;

/** Votes asked of whoever is signed in, for My work. */
@Component
class ApprovalWork implements Work {

    private static final int MOST = 20;

    private final ApprovalQueries approvals;

    ApprovalWork(ApprovalQueries approvals) {
        this.approvals = approvals;
    }

    @Override
    public List<Portion> portions() {
        return List.of(new Portion(Group.ASKED, approvals.askedOfMe("", 0, MOST).stream().map(ApprovalWork::item).toList(), approvals.countAskedOfMe(),
                "approvals"));
    }

    private static Item item(Asked asked) {
        long yes = asked.votes().stream().filter(vote -> vote.counts() && vote.verdict() == Verdict.YES).count();
        return new Item(asked.subject(), asked.link(), asked.title() + ", " + asked.customer(), Status.AWAITING_APPROVAL,
                "%d of %d votes. %s".formatted(yes, asked.votesNeeded(), asked.impact()), asked.expires());
    }
}

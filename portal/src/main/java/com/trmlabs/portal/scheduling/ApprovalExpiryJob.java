package com.trmlabs.portal.scheduling;

import com.trmlabs.portal.approval.ApprovalExpiry;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.kernel.Actor;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Ends approvals whose time is over. */
class ApprovalExpiryJob implements Job {

    private final ApprovalExpiry approvals;
    private final CurrentActor current;

    ApprovalExpiryJob(ApprovalExpiry approvals, CurrentActor current) {
        this.approvals = approvals;
        this.current = current;
    }

    @Override
    public void execute(JobExecutionContext context) {
        current.as(Actor.portal("clock"), approvals::expireDue);
    }
}

package com.trmlabs.portal.scheduling;

import com.trmlabs.portal.change.Runs;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Looks for runs that are due: after a crash of a replica another one goes on here. */
class RunsJob implements Job {

    private final Runs runs;

    RunsJob(Runs runs) {
        this.runs = runs;
    }

    @Override
    public void execute(JobExecutionContext context) {
        runs.advanceDue();
    }
}

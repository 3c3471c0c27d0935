package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck.Subject;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Asks a customer's cloud everything that has to be true before something is built there, and keeps the answers. */
@Component
public class Preflight {

    private static final Duration LONGEST_WAIVER = Duration.ofDays(366);

    private final List<PreflightCheck> checks;
    private final PreflightResults results;
    private final ProjectStore projects;
    private final CurrentActor current;
    private final CustomerSettings settings;
    private final Clock clock;

    Preflight(List<PreflightCheck> checks, PreflightResults results, ProjectStore projects, CurrentActor current, CustomerSettings settings,
            Clock clock) {
        this.checks = checks.stream().sorted(Comparator.comparing(PreflightCheck::topic)).toList();
        this.results = results;
        this.projects = projects;
        this.current = current;
        this.settings = settings;
        this.clock = clock;
    }

    /** Asks all checks side by side. One that breaks or does not answer in time has failed; the others count. */
    @Activity("preflight.run")
    @PreAuthorize("isAuthenticated()")
    public void run(ProjectId project, NodeDemand demand) {
        ask(project, demand, checks);
    }

    @Activity("preflight.run")
    @PreAuthorize("isAuthenticated()")
    public void runOne(ProjectId project, NodeDemand demand, String check) {
        ask(project, demand, List.of(named(check)));
    }

    private void ask(ProjectId id, NodeDemand demand, List<PreflightCheck> asked) {
        var project = seen(id);
        current.require(Role.OPERATOR, project.customer());
        var findings = findings(new Subject(project.details().asProject(), demand), asked);
        results.store(project, findings, planned(project, demand), clock.instant());
    }

    private Map<PreflightCheck, Finding> findings(Subject subject, List<PreflightCheck> asked) {
        List<Callable<Finding>> questions = asked.stream().map(check -> (Callable<Finding>) () -> check.check(subject)).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(questions, settings.checkTimeout().toMillis(), TimeUnit.MILLISECONDS);
            var findings = new LinkedHashMap<PreflightCheck, Finding>();
            for (int i = 0; i < asked.size(); i++) {
                findings.put(asked.get(i), finding(new Unanswered(asked.get(i), subject.project().id()), answers.get(i)));
            }
            return findings;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Preflight was interrupted; nothing was stored.", stopping);
        }
    }

    private Finding finding(Unanswered otherwise, Future<Finding> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException late) {
            return otherwise.late(settings.checkTimeout());
        } catch (ExecutionException failed) {
            return otherwise.because(failed.getCause());
        }
    }

    /** Lets a check that failed count as passed for a time. Approvers only, and never a strict one. */
    @Activity("preflight.waive")
    @PreAuthorize("isAuthenticated()")
    @Transactional
    public void waive(ProjectId id, String check, Instant until, String reason) {
        var project = seen(id);
        current.require(Role.APPROVER, project.customer());
        var now = clock.instant();
        if (named(check).strict()) {
            throw new Refusal(named(check).title() + " is strict: without it nothing can work, so nobody can waive it.");
        }
        if (reason.isBlank()) {
            throw new Refusal("Say why it can be waived; auditors will ask.");
        }
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_WAIVER))) {
            throw new Refusal("A waiver ends at a time to come, within a year.");
        }
        results.waive(project, check, current.actor(), until, reason.strip(), now);
    }

    /** Every check in order, with its newest result; {@code demand} tells which results are of another plan. */
    @PreAuthorize("isAuthenticated()")
    @Transactional(readOnly = true)
    public PreflightReport report(ProjectId id, NodeDemand demand) {
        var planned = planned(seen(id), demand);
        var known = results.of(id);
        var now = clock.instant();
        return new PreflightReport(id, checks.stream().map(check -> PreflightReport.line(check, known.get(check.id()), planned, now)).toList());
    }

    /** All that an answer depends on; another network or range is another plan. */
    private static String planned(RegisteredProject project, NodeDemand demand) {
        var details = project.details();
        return "%s in %s, %s/%s with %s and %s".formatted(demand, details.region(), details.network(), details.subnet(), details.podRange(), details.serviceRange());
    }

    private RegisteredProject seen(ProjectId id) {
        var project = projects.findById(id.value()).orElseThrow(() -> new NotFound("project " + id));
        current.requireSight(project.customer(), "project " + id);
        return project;
    }

    private PreflightCheck named(String id) {
        return checks.stream().filter(check -> check.id().equals(id)).findFirst().orElseThrow(() -> new NotFound("check " + id));
    }

    @Configuration
    @EnableConfigurationProperties(CustomerSettings.class)
    static class Wiring {}
}

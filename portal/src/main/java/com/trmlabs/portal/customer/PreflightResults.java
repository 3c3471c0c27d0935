package com.trmlabs.portal.customer;

import com.trmlabs.portal.customer.spi.PreflightCheck.Finding;
import com.trmlabs.portal.customer.spi.PreflightCheck;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the answers of preflight, in a transaction that begins when Google has answered. */
@Component
class PreflightResults {

    private final PreflightResultStore store;
    private final ApplicationEventPublisher events;

    PreflightResults(PreflightResultStore store, ApplicationEventPublisher events) {
        this.store = store;
        this.events = events;
    }

    Map<String, PreflightResult> of(ProjectId project) {
        return store.findByKeyProject(project.value()).stream().collect(Collectors.toMap(PreflightResult::check, result -> result));
    }

    @Transactional
    public void store(RegisteredProject project, Map<PreflightCheck, Finding> findings, String planned, Instant now) {
        var id = project.details().id();
        var known = of(id);
        var before = new TreeMap<String, String>();
        var after = new TreeMap<String, String>();
        findings.forEach((check, finding) -> {
            var result = known.get(check.id());
            if (result != null) {
                before.put(check.id(), said(result));
                result.answer(finding, planned, now);
            } else {
                result = new PreflightResult(new PreflightResult.Key(id.value(), check.id()), finding, planned, now);
            }
            after.put(check.id(), said(store.save(result)));
        });
        events.publishEvent(CustomerEvent.of("preflight.run", id.value(), project.customer(), before, after));
    }

    private static String said(PreflightResult result) {
        return result.outcome() + ": " + result.cause();
    }

    void waive(RegisteredProject project, String check, Actor by, Instant until, String reason, Instant now) {
        var id = project.details().id();
        var result = store.findById(new PreflightResult.Key(id.value(), check))
                .orElseThrow(() -> new Refusal("Check it first; nothing is known yet that could be waived."));
        result.waive(by, until, reason, now);
        store.save(result);
        events.publishEvent(CustomerEvent.of("preflight.waive", id.value(), project.customer(), Map.of(),
                Map.of("check", check, "waivedUntil", until.toString(), "finding", said(result))).because(reason));
    }
}
